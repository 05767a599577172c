/// A rehearsal for Java's start-up cache, which is made with the distribution.
@NullMarked
package io.ciao.ctl.training;

import org.jspecify.annotations.NullMarked;
