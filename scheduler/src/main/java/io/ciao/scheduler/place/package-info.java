/// Placement: which node takes an instance. A pure function of a snapshot; one file per rule.
///
/// No clock, no I/O, no thread: the same snapshot gives the same answer. Who writes the answer down
/// is not known here.
@NullMarked
package io.ciao.scheduler.place;

import org.jspecify.annotations.NullMarked;
