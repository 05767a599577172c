package io.ciao.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a transaction ended.
public sealed interface CommitResult {
  /// It is on etcd's disk.
  ///
  /// @param objects what was written, by key; a removed object appears as it was, at the deletion's
  ///   version, if the cache had it
  /// @param revision etcd's revision of the transaction
  record Committed(Map<ResourceKey, StoredObject> objects, long revision) implements CommitResult {
    /// Copies the map.
    public Committed {
      objects = Map.copyOf(objects);
    }

    /// The object written under `key`.
    ///
    /// @throws IllegalArgumentException if the transaction wrote none there
    public StoredObject object(ResourceKey key) {
      StoredObject object = objects.get(key);
      if (object == null) {
        throw new IllegalArgumentException("the transaction wrote no " + key);
      }
      return object;
    }
  }

  /// A condition did not hold; nothing was written.
  ///
  /// @param cause the first condition that failed, changes before guards
  /// @param current the resource that the condition is about as it is stored now; null if absent or
  ///   not a resource's
  /// @param system the system key that the condition is about as it is now; null if it is about a
  ///   resource
  record Refused(Cause cause, @Nullable StoredObject current, @Nullable SystemValue system)
      implements CommitResult {}

  /// The leader term that guarded it is over; nothing was written (412).
  record TermLost(Term term) implements CommitResult {}

  /// Which condition failed.
  sealed interface Cause {
    /// What a change expected before it was not so: it exists (create), is gone, or has another
    /// version.
    ///
    /// @param index the change's position in [Transaction#changes]
    record ChangeFailed(int index, Change change) implements Cause {}

    /// A guard did not hold.
    ///
    /// @param index the guard's position in [Transaction#guards]
    record GuardFailed(int index, Guard guard) implements Cause {}
  }
}
