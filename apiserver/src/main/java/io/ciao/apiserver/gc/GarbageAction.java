package io.ciao.apiserver.gc;

import io.ciao.apiserver.gc.GarbageSnapshot.ObjectId;
import io.ciao.apiserver.request.DeleteOptions.Propagation;
import java.util.Set;

/// One step of the garbage collector. Each holds only at the version that was looked at; if the
/// object has changed since, nothing is done and the change brings it up again.
sealed interface GarbageAction {
  /// What is changed.
  ObjectId id();

  /// At which resourceVersion.
  long version();

  /// Ask for the object's deletion.
  record Delete(ObjectId id, String uid, long version, Propagation propagation)
      implements GarbageAction {}

  /// Take these owners out of its references.
  record DropOwners(ObjectId id, long version, Set<String> uids) implements GarbageAction {
    public DropOwners {
      uids = Set.copyOf(uids);
    }
  }

  /// Let no owner wait for it any more.
  record StopBlocking(ObjectId id, long version) implements GarbageAction {}

  /// Take off a finalizer of the collector.
  record Release(ObjectId id, long version, String finalizer) implements GarbageAction {}
}
