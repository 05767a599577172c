@NullMarked
package io.ciao.apiserver.gc;

import org.jspecify.annotations.NullMarked;
