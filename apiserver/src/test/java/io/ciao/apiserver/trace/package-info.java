@NullMarked
package io.ciao.apiserver.trace;

import org.jspecify.annotations.NullMarked;
