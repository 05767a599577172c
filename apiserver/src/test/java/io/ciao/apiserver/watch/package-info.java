@NullMarked
package io.ciao.apiserver.watch;

import org.jspecify.annotations.NullMarked;
