/// Stands below `upper`.
@NullMarked
package io.ciao.tidy.planted.lower;

import org.jspecify.annotations.NullMarked;
