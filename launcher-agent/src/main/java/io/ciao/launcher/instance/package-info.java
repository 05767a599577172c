/// The reconciler of one instance on this node: snapshot, pure decision, idempotent actions.
///
/// **Invariant:** a copy starts only for a binding that names this node, at an epoch not below the
/// highest one acted on and above the highest one released, and both are on disk before the act.
/// **Invariant:** data is erased only for a deletionTimestamp that the API showed, or when
/// `instances:check` answered Superseded or Gone.
@NullMarked
package io.ciao.launcher.instance;

import org.jspecify.annotations.NullMarked;
