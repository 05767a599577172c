/// What this node has promised, on disk: per instance the highest epoch acted on and released, the
/// agent's incarnation and the report counter.
///
/// Absent on purpose: any rule about what to do with it; that is `instance`'s.
@NullMarked
package io.ciao.launcher.ledger;

import org.jspecify.annotations.NullMarked;
