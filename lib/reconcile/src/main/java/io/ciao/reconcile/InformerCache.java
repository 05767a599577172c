package io.ciao.reconcile;

import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.Informer.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What an informer holds and up to which version it is complete. Written by one thread, read by
/// many; nothing is parsed or told under the lock.
final class InformerCache<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final List<CacheIndex<T, ?>> indexes = new ArrayList<>();
  private TreeMap<ObjectKey, Entry<T>> entries = new TreeMap<>();
  private @Nullable List<Entry<T>> snapshot;
  private long version;
  private boolean synced;

  boolean synced() {
    lock.lock();
    try {
      return synced;
    } finally {
      lock.unlock();
    }
  }

  long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
  }

  Optional<Entry<T>> entry(ObjectKey key) {
    lock.lock();
    try {
      return Optional.ofNullable(entries.get(key));
    } finally {
      lock.unlock();
    }
  }

  List<Entry<T>> entries() {
    lock.lock();
    try {
      var present = snapshot;
      if (present == null) {
        present = List.copyOf(entries.values());
        snapshot = present;
      }
      return present;
    } finally {
      lock.unlock();
    }
  }

  <V> Lookup<T, V> indexed(Function<Entry<T>, ? extends Collection<V>> values) {
    lock.lock();
    try {
      var index = new CacheIndex<T, V>(values, entries.values());
      indexes.add(index);
      return value -> at(index, value);
    } finally {
      lock.unlock();
    }
  }

  private <V> List<Entry<T>> at(CacheIndex<T, V> index, V value) {
    lock.lock();
    try {
      return index.at(value);
    } finally {
      lock.unlock();
    }
  }

  boolean awaitVersion(long wanted, Duration limit) throws InterruptedException {
    var left = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (!synced || version < wanted) {
        if (left <= 0) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Takes a list's content in place of everything; returns the keys that are not as before.
  ///
  /// A list is a consistent read, so its version holds even where it is lower than what was known.
  Set<ObjectKey> replace(Map<ObjectKey, Entry<T>> list, long at) {
    var changed = new HashSet<ObjectKey>();
    lock.lock();
    try {
      for (var entry : list.entrySet()) {
        var before = entries.get(entry.getKey());
        if (before == null || !sameState(before, entry.getValue())) {
          changed.add(entry.getKey());
        }
      }
      for (var key : entries.keySet()) {
        if (!list.containsKey(key)) {
          changed.add(key);
        }
      }
      entries = new TreeMap<>(list);
      indexes.forEach(index -> index.replace(entries.values()));
      snapshot = null;
      synced = true;
      version = at;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    return changed;
  }

  /// Takes one object in, or out where `entry` is null; false if that is older than what is there.
  boolean put(ObjectKey key, @Nullable Entry<T> entry, long at) {
    lock.lock();
    try {
      var before = entries.get(key);
      if (before != null && before.version() > at) {
        return false;
      }
      if (entry == null) {
        entries.remove(key);
      } else {
        entries.put(key, entry);
      }
      indexes.forEach(index -> index.change(before, entry));
      snapshot = null;
      advanceLocked(at);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Nothing changed up to that version.
  void advance(long to) {
    lock.lock();
    try {
      advanceLocked(to);
    } finally {
      lock.unlock();
    }
  }

  private void advanceLocked(long to) {
    version = Math.max(version, to);
    moved.signalAll();
  }

  private static boolean sameState(Entry<?> one, Entry<?> other) {
    return one.version() == other.version() && one.uid().equals(other.uid());
  }
}
