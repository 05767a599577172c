package io.ciao.launcher.instance;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The ledger's entry as a decision sees it; all zero if there is none.
///
/// @param buried whether the entry is only a tombstone
/// @param restartedAt the last wish for a restart that was acted on
record Marks(
    boolean present,
    long actedEpoch,
    long releasedEpoch,
    boolean buried,
    @Nullable Instant restartedAt) {
  static final Marks NONE = new Marks(false, 0, 0, false);

  Marks(boolean present, long actedEpoch, long releasedEpoch, boolean buried) {
    this(present, actedEpoch, releasedEpoch, buried, null);
  }

  /// Whether a copy may be alive here that was not given up.
  boolean engaged() {
    return actedEpoch > releasedEpoch;
  }
}
