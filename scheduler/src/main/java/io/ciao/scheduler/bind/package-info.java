/// Placement of pending instances: many in one pass over one snapshot, bound in batches.
///
/// Also what ends an unbound instance: taking the node's finalizer off an instance that was deleted
/// before it was bound, and clearing a binding that the node has released.
@NullMarked
package io.ciao.scheduler.bind;

import org.jspecify.annotations.NullMarked;
