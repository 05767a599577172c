package io.ciao.store;

/// What one etcd event means for the cache, decoded.
sealed interface CacheChange {
  /// A good value.
  record Upsert(StoredObject object) implements CacheChange {}

  /// A value that stays out.
  ///
  /// @param byHand whether all that it lacks is a uid
  record Spoil(String etcdKey, String reason, long modRevision, boolean byHand)
      implements CacheChange {}

  /// The key is gone.
  ///
  /// @param version the deletion's, 0 if the key is no resource's
  record Remove(String etcdKey, long version) implements CacheChange {}
}
