/// Delays between attempts.
///
/// Deliberately absent: clocks; those come in through constructors.
@NullMarked
package io.ciao.basis.time;

import org.jspecify.annotations.NullMarked;
