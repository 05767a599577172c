package io.ciao.apiserver.gc;

import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.duty.Duty;
import io.ciao.apiserver.duty.Marks;
import io.ciao.apiserver.registry.Registry;
import io.ciao.apiserver.registry.WriteContext;
import io.ciao.apiserver.write.Fan;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreEvent;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The garbage collector: one pass over every object that a change has brought up, or over all that
/// have owners if changes were missed or none came for a while.
public final class GarbageReconciler implements Duty {
  private static final Duration ALL_EVERY = Duration.ofMinutes(1);
  private static final int AT_ONCE = 16;

  private final ResourceStore store;
  private final GarbageSnapshotReader reader;
  private final GarbageApplier applier;
  private final Marks<ResourceKey> marks = new Marks<>();

  /// A collector for one term.
  ///
  /// @param context the leader's, with its term as a condition
  public GarbageReconciler(
      ResourceStore store, Registry registry, KindRegistry kinds, WriteContext context) {
    this.store = store;
    this.reader = new GarbageSnapshotReader(store, kinds);
    this.applier = new GarbageApplier(store, registry, kinds, context);
  }

  @Override
  public String name() {
    return "garbage collection";
  }

  @Override
  public void changed(StoreEvent event) {
    switch (event) {
      case StoreEvent.Put(StoredObject object, StoredObject previous) -> {
        if (isTracked(object)) {
          marks.add(object.key());
        }
        if (isWaiting(object) && (previous == null || !isWaiting(previous))) {
          markDependents(object);
        }
        // An owner may wait for what lets go of it here.
        if (previous != null && letsGo(previous, object)) {
          markOwners(previous);
        }
      }
      case StoreEvent.Deleted(StoredObject last) -> {
        markDependents(last);
        markOwners(last);
      }
      case StoreEvent.Progress _ -> {
        // nothing happened
      }
    }
  }

  @Override
  public void missed() {
    marks.addAll();
  }

  @Override
  public void await() throws InterruptedException {
    marks.await(ALL_EVERY);
  }

  @Override
  public void pass() throws InterruptedException, StoreException {
    Marks.Taken<ResourceKey> taken = marks.take();
    // What is absent from here on is gone, not late.
    store.awaitCurrent();
    Set<ResourceKey> keys = new TreeSet<>(taken.keys());
    if (taken.all()) {
      keys.addAll(reader.all());
    }
    Fan.each(keys, AT_ONCE, this::look);
  }

  private void look(ResourceKey key) {
    StoredObject object = store.get(key).orElse(null);
    if (object != null && isTracked(object)) {
      GarbageDecider.decide(reader.read(object)).forEach(applier::apply);
    }
  }

  private void markDependents(StoredObject owner) {
    reader.dependentObjects(owner).forEach(dependent -> marks.add(dependent.key()));
  }

  /// Owners that are being deleted in the foreground, or let their dependents go, are looked at
  /// again.
  private void markOwners(StoredObject dependent) {
    for (String uid : dependent.index(OwnerIndex.OWNERS)) {
      reader
          .byUid(uid)
          .filter(GarbageReconciler::isWaitingForDependents)
          .ifPresent(o -> marks.add(o.key()));
    }
  }

  private static boolean isWaitingForDependents(StoredObject object) {
    return isWaiting(object) || state(object).contains(OwnerIndex.ORPHAN);
  }

  private static boolean isTracked(StoredObject object) {
    return !state(object).isEmpty();
  }

  private static boolean isWaiting(StoredObject object) {
    return state(object).contains(OwnerIndex.FOREGROUND);
  }

  private static List<String> state(StoredObject object) {
    return object.index(OwnerIndex.STATE);
  }

  private static boolean letsGo(StoredObject previous, StoredObject object) {
    return !previous.index(OwnerIndex.OWNERS).equals(object.index(OwnerIndex.OWNERS))
        || !previous.index(OwnerIndex.BLOCKS).equals(object.index(OwnerIndex.BLOCKS));
  }
}
