/// Faults planted for LayeringTest: classes that break one rule each, and one that breaks none.
@NullMarked
package io.ciao.tidy.planted;

import org.jspecify.annotations.NullMarked;
