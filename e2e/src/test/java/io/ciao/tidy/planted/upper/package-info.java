/// Stands above `lower`.
@NullMarked
package io.ciao.tidy.planted.upper;

import org.jspecify.annotations.NullMarked;
