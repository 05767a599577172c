package io.ciao.reconcile;

import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.Informer.Entry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The entries of a cache by one value of theirs. Guarded by the cache's lock.
final class CacheIndex<T, V> {
  /// Entries of one value.
  private static final class Bucket<T> {
    private final TreeMap<ObjectKey, Entry<T>> entries = new TreeMap<>();
    private @Nullable List<Entry<T>> snapshot;
  }

  private final Function<Entry<T>, ? extends Collection<V>> values;
  private final Map<V, Bucket<T>> buckets = new HashMap<>();

  CacheIndex(Function<Entry<T>, ? extends Collection<V>> values, Collection<Entry<T>> present) {
    this.values = values;
    replace(present);
  }

  List<Entry<T>> at(V value) {
    var bucket = buckets.get(value);
    if (bucket == null) {
      return List.of();
    }
    var snapshot = bucket.snapshot;
    if (snapshot == null) {
      snapshot = List.copyOf(bucket.entries.values());
      bucket.snapshot = snapshot;
    }
    return snapshot;
  }

  void replace(Collection<Entry<T>> all) {
    buckets.clear();
    all.forEach(entry -> change(null, entry));
  }

  /// Takes `before` out and `after` in, where they are there.
  void change(@Nullable Entry<T> before, @Nullable Entry<T> after) {
    if (before != null) {
      for (var value : values.apply(before)) {
        take(value, before.key());
      }
    }
    if (after != null) {
      for (var value : values.apply(after)) {
        var bucket = buckets.computeIfAbsent(value, _ -> new Bucket<>());
        bucket.entries.put(after.key(), after);
        bucket.snapshot = null;
      }
    }
  }

  private void take(V value, ObjectKey key) {
    var bucket = buckets.get(value);
    if (bucket == null) {
      return;
    }
    bucket.entries.remove(key);
    bucket.snapshot = null;
    if (bucket.entries.isEmpty()) {
      buckets.remove(value);
    }
  }
}
