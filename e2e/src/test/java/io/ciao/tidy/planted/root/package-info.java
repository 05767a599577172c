/// Part of a cycle.
@NullMarked
package io.ciao.tidy.planted.root;

import org.jspecify.annotations.NullMarked;
