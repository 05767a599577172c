/// What this node started and stopped, and when: for whoever looks afterwards whether two copies
/// ran at once.
///
/// Absent on purpose: anything that a decision rests on; that is `ledger`'s.
@NullMarked
package io.ciao.launcher.journal;

import org.jspecify.annotations.NullMarked;
