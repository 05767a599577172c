@NullMarked
package io.ciao.ctl;

import org.jspecify.annotations.NullMarked;
