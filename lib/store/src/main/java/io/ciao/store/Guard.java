package io.ciao.store;

/// A condition of a transaction beside those that its changes carry.
public sealed interface Guard {
  /// The leader of an election still holds the term it writes under.
  record LeaderTerm(Term term) implements Guard {}

  /// A key under `/ciao-sys/` is as expected.
  record SystemIs(String key, Expected expected) implements Guard {}

  /// No object stands under the key.
  record ResourceAbsent(ResourceKey key) implements Guard {}

  /// Some object stands under the key.
  record ResourceExists(ResourceKey key) implements Guard {}

  /// The object is still at this version.
  record ResourceAt(ResourceKey key, long version) implements Guard {}

  /// The value stored under the key, served or not, was last written at this revision. A create of
  /// the same key in the same transaction then replaces it: this is how a value that was put by
  /// hand is taken in.
  record ValueAt(ResourceKey key, long modRevision) implements Guard {}
}
