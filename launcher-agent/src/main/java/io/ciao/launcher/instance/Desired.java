package io.ciao.launcher.instance;

import io.ciao.launcher.ledger.InstanceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is wanted of an instance here, taken from the kept object.
///
/// @param binding null while it is bound to no node
/// @param finalizer whether the object still carries the finalizer of its node
/// @param driver the driver of its runtime
/// @param restartWish when a restart was last asked for; null if never
record Desired(
    InstanceName instance,
    long generation,
    @Nullable Bound binding,
    Deletion deletion,
    boolean running,
    boolean finalizer,
    String driver,
    @Nullable Instant restartWish) {

  Desired(
      InstanceName instance,
      long generation,
      @Nullable Bound binding,
      Deletion deletion,
      boolean running,
      boolean finalizer,
      String driver) {
    this(instance, generation, binding, deletion, running, finalizer, driver, null);
  }

  /// The same with a wish for a restart.
  Desired restartedAt(@Nullable Instant wish) {
    return new Desired(instance, generation, binding, deletion, running, finalizer, driver, wish);
  }

  /// Whether a restart was asked for that this node has not acted on.
  boolean restartDue(Marks marks) {
    return restartWish != null
        && (marks.restartedAt() == null || restartWish.isAfter(marks.restartedAt()));
  }

  /// The binding. `releasing` asks the node to let go.
  record Bound(String nodeUid, long epoch, boolean releasing) {}

  /// Whether deletion was asked for, and who said so: only what the API showed erases data.
  enum Deletion {
    NONE,
    SAID_BY_FRAME,
    SHOWN_BY_API
  }
}
