package io.ciao.apiserver.gc;

import io.ciao.apiserver.gc.GarbageSnapshot.Dependent;
import io.ciao.apiserver.gc.GarbageSnapshot.Item;
import io.ciao.apiserver.gc.GarbageSnapshot.Owner;
import io.ciao.apiserver.gc.GarbageSnapshot.Presence;
import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.request.DeleteOptions.Propagation;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What becomes of one object, by its owners and dependents. Pure.
///
/// Rules, first match wins:
/// 1. being deleted, kept by `orphan`: its dependents let go of it; then the finalizer goes;
/// 2. being deleted, kept by `foregroundDeletion`: the finalizer goes when no dependent that blocks
///    is left (the dependents are deleted by rules 5 and 6, each in its own turn); objects that
///    were all told to wait, in a circle, stop blocking;
/// 3. being deleted otherwise, or without owners: nothing;
/// 4. an owner is present: references to owners that are absent or wait go, the object stays;
/// 5. an owner waits and the object has dependents: it is deleted in the foreground, so that they
///    go before it;
/// 6. all owners are absent, or wait: it is deleted.
///
/// Nothing follows from an owner of which nothing is known.
final class GarbageDecider {
  private GarbageDecider() {}

  static List<GarbageAction> decide(GarbageSnapshot snapshot) {
    Item item = snapshot.item();
    if (item.deleting()) {
      if (item.orphan()) {
        return orphan(item, snapshot.dependents());
      }
      return item.foreground() ? foreground(snapshot) : List.of();
    }
    return owned(snapshot);
  }

  private static List<GarbageAction> orphan(Item item, List<Dependent> dependents) {
    if (dependents.isEmpty()) {
      return release(item, DeleteOptions.ORPHAN);
    }
    return dependents.stream()
        .<GarbageAction>map(
            dependent ->
                new GarbageAction.DropOwners(
                    dependent.id(), dependent.version(), Set.of(item.uid())))
        .toList();
  }

  private static List<GarbageAction> foreground(GarbageSnapshot snapshot) {
    Item item = snapshot.item();
    if (snapshot.dependents().stream().noneMatch(Dependent::blocks)) {
      return release(item, DeleteOptions.FOREGROUND);
    }
    return snapshot.circle()
        ? List.of(new GarbageAction.StopBlocking(item.id(), item.version()))
        : List.of();
  }

  private static List<GarbageAction> release(Item item, String finalizer) {
    return List.of(new GarbageAction.Release(item.id(), item.version(), finalizer));
  }

  private static List<GarbageAction> owned(GarbageSnapshot snapshot) {
    Item item = snapshot.item();
    Set<String> waiting = uids(snapshot, Presence.WAITING);
    Set<String> gone = uids(snapshot, Presence.ABSENT);
    gone.addAll(waiting);
    if (gone.isEmpty() || !uids(snapshot, Presence.UNKNOWN).isEmpty()) {
      return List.of();
    }
    if (!uids(snapshot, Presence.PRESENT).isEmpty()) {
      return List.of(new GarbageAction.DropOwners(item.id(), item.version(), gone));
    }
    if (!waiting.isEmpty() && !snapshot.dependents().isEmpty()) {
      return delete(item, Propagation.FOREGROUND);
    }
    if (item.orphan()) {
      return delete(item, Propagation.ORPHAN);
    }
    return delete(item, item.foreground() ? Propagation.FOREGROUND : Propagation.BACKGROUND);
  }

  private static List<GarbageAction> delete(Item item, Propagation propagation) {
    return List.of(new GarbageAction.Delete(item.id(), item.uid(), item.version(), propagation));
  }

  private static Set<String> uids(GarbageSnapshot snapshot, Presence presence) {
    return snapshot.owners().stream()
        .filter(owner -> owner.presence() == presence)
        .map(Owner::uid)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
