@NullMarked
package io.ciao.apiserver.patch;

import org.jspecify.annotations.NullMarked;
