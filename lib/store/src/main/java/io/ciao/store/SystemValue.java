package io.ciao.store;

import org.jspecify.annotations.Nullable;

/// What a key under `/ciao-sys/` held at a linearizable read.
///
/// @param key the whole etcd key
/// @param value its text, null if the key is absent
/// @param createRevision the revision that created the key, 0 if absent
/// @param modRevision the revision that wrote it last, 0 if absent
/// @param headerVersion the list version of the read: restores and etcd's revision at that moment
public record SystemValue(
    String key, @Nullable String value, long createRevision, long modRevision, long headerVersion) {
  /// Whether the key is there.
  public boolean exists() {
    return value != null;
  }
}
