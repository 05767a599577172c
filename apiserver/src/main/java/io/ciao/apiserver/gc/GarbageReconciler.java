package io.ciao.apiserver.gc;

import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.duty.Duty;
import io.ciao.apiserver.registry.Registry;
import io.ciao.apiserver.registry.WriteContext;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.reconcile.FirstFailure;
import io.ciao.reconcile.PassResult;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreEvent;
import io.ciao.store.StoredObject;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// The garbage collector: a pass over every object that a change has brought up.
public final class GarbageReconciler implements Duty<ResourceKey> {
  /// The store puts writes together that come at the same time.
  private static final int AT_ONCE = 16;

  private static final int REST_PER_WORK = 3;

  private final ResourceStore store;
  private final GarbageSnapshotReader reader;
  private final GarbageApplier applier;

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
    return "garbage-collection";
  }

  @Override
  public int atOnce() {
    return AT_ONCE;
  }

  @Override
  public int restPerWork() {
    return REST_PER_WORK;
  }

  @Override
  public void changed(StoreEvent event, Consumer<ResourceKey> mark) {
    switch (event) {
      case StoreEvent.Put(StoredObject object, StoredObject previous) -> {
        if (isTracked(object)) {
          mark.accept(object.key());
        }
        if (isWaiting(object) && (previous == null || !isWaiting(previous))) {
          markDependents(object, mark);
        }
        // An owner may wait for what lets go of it here.
        if (previous != null && letsGo(previous, object)) {
          markOwners(previous, mark);
        }
      }
      case StoreEvent.Deleted(StoredObject last) -> {
        markDependents(last, mark);
        markOwners(last, mark);
      }
      case StoreEvent.Progress _ -> {
        // nothing happened
      }
    }
  }

  @Override
  public Collection<ResourceKey> all() {
    return reader.all();
  }

  @Override
  public PassResult pass(ResourceKey key) {
    StoredObject object = store.get(key).orElse(null);
    if (object != null && isTracked(object)) {
      FirstFailure steps = new FirstFailure(RequestRefused::endsAll);
      GarbageDecider.decide(reader.read(object))
          .forEach(action -> steps.attempt(() -> applier.apply(action)));
      steps.throwFirst();
    }
    return PassResult.DONE;
  }

  private void markDependents(StoredObject owner, Consumer<ResourceKey> mark) {
    reader.dependentObjects(owner).forEach(dependent -> mark.accept(dependent.key()));
  }

  /// Owners that are being deleted in the foreground, or let their dependents go, are looked at
  /// again.
  private void markOwners(StoredObject dependent, Consumer<ResourceKey> mark) {
    for (String uid : dependent.index(OwnerIndex.OWNERS)) {
      reader
          .byUid(uid)
          .filter(GarbageReconciler::isWaitingForDependents)
          .ifPresent(owner -> mark.accept(owner.key()));
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
