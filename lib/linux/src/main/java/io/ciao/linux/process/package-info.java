/// Processes as the kernel shows them: facts from /proc, start of children that outlive us, and
/// signals that reach only the process that was meant.
///
/// A process is named by pid and start time together, because pids are used again. A zombie has
/// released everything that it held and counts as gone.
@NullMarked
package io.ciao.linux.process;

import org.jspecify.annotations.NullMarked;
