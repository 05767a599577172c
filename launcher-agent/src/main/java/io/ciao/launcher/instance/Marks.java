package io.ciao.launcher.instance;

/// The ledger's entry as a decision sees it; all zero if there is none.
///
/// @param buried whether the entry is only a tombstone
record Marks(boolean present, long actedEpoch, long releasedEpoch, boolean buried) {
  static final Marks NONE = new Marks(false, 0, 0, false);

  /// Whether a copy may be alive here that was not given up.
  boolean engaged() {
    return present && !buried && actedEpoch > releasedEpoch;
  }
}
