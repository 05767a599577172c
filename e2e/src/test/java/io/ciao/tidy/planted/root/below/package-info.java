/// Part of a cycle.
@NullMarked
package io.ciao.tidy.planted.root.below;

import org.jspecify.annotations.NullMarked;
