@NullMarked
package io.ciao.apiserver.identity;

import org.jspecify.annotations.NullMarked;
