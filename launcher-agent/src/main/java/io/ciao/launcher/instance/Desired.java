package io.ciao.launcher.instance;

import io.ciao.launcher.ledger.InstanceName;
import org.jspecify.annotations.Nullable;

/// What is wanted of an instance here, taken from the kept object.
///
/// @param binding null while it is bound to no node
/// @param finalizer whether the object still carries the finalizer of its node
/// @param driver the driver of its runtime
record Desired(
    InstanceName instance,
    long generation,
    @Nullable Bound binding,
    Deletion deletion,
    boolean running,
    boolean finalizer,
    String driver) {

  /// The binding. `releasing` asks the node to let go.
  record Bound(String nodeUid, long epoch, boolean releasing) {}

  /// Whether deletion was asked for, and who said so: only what the API showed erases data.
  enum Deletion {
    NONE,
    SAID_BY_FRAME,
    SHOWN_BY_API
  }
}
