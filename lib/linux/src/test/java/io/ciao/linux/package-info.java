@NullMarked
package io.ciao.linux;

import org.jspecify.annotations.NullMarked;
