/// The fast path: one SSNTP connection to every scheduler, START and DELETE down, READY, STATS and
/// instance reports up. Everything received is a hint that a pass is due.
@NullMarked
package io.ciao.launcher.ssntp;

import org.jspecify.annotations.NullMarked;
