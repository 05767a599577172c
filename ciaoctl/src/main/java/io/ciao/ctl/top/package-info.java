/// `top`: what nodes and instances use.
@NullMarked
package io.ciao.ctl.top;

import org.jspecify.annotations.NullMarked;
