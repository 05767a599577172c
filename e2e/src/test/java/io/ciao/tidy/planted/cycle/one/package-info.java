/// Part of a cycle.
@NullMarked
package io.ciao.tidy.planted.cycle.one;

import org.jspecify.annotations.NullMarked;
