@NullMarked
package io.ciao.linux.process;

import org.jspecify.annotations.NullMarked;
