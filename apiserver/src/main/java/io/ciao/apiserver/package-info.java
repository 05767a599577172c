@NullMarked
package io.ciao.apiserver;

import org.jspecify.annotations.NullMarked;
