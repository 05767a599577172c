package io.ciao.store;

/// What a key under `/ciao-sys/` must hold for a transaction to be committed.
public sealed interface Expected {
  /// The key is not there.
  record Absent() implements Expected {}

  /// Whatever is there.
  record Any() implements Expected {}

  /// The key was last written at this revision.
  record ModRevision(long revision) implements Expected {}

  /// The key holds exactly this text.
  record Value(String text) implements Expected {}

  /// The key is not there.
  static Expected absent() {
    return new Absent();
  }

  /// Whatever is there.
  static Expected any() {
    return new Any();
  }

  /// What a read found: its revision, or its absence.
  static Expected asRead(SystemValue read) {
    return read.exists() ? new ModRevision(read.modRevision()) : new Absent();
  }
}
