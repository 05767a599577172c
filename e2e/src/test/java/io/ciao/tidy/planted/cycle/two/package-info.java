/// Part of a cycle.
@NullMarked
package io.ciao.tidy.planted.cycle.two;

import org.jspecify.annotations.NullMarked;
