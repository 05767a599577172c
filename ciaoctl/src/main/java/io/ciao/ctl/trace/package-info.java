/// Traced starts: the label, and the table of steps.
@NullMarked
package io.ciao.ctl.trace;

import org.jspecify.annotations.NullMarked;
