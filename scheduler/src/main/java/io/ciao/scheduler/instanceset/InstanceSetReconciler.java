package io.ciao.scheduler.instanceset;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.EventRecorder;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.CurrentVersion;
import io.ciao.scheduler.cluster.Horizon;
import io.ciao.scheduler.cluster.Leadership;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The pass over one set. One runs at a time, over caches that show what the pass before has
/// written; names that derive from set and ordinal do the rest against doing a thing twice.
public final class InstanceSetReconciler implements Reconciler<ObjectKey>, AutoCloseable {
  private static final Duration NOT_READY_YET = Duration.ofMillis(200);

  private final Leadership leadership;
  private final Horizon horizon;
  private final InstanceSetSnapshotReader reader;
  private final InstanceSetApplier applier;
  private final InstanceSetStatusWriter status;

  public InstanceSetReconciler(
      ApiClient client, ClusterCaches caches, Leadership leadership, EventRecorder events) {
    this.leadership = leadership;
    this.horizon =
        new Horizon(
            caches,
            List.of(caches.instances(), caches.instanceSets()),
            leadership,
            () -> CurrentVersion.read(client));
    this.reader = new InstanceSetSnapshotReader(caches, InstantSource.system());
    this.applier = new InstanceSetApplier(InstanceSetApplier.of(client));
    this.status =
        new InstanceSetStatusWriter(
            (key, patch) -> client.mergePatchStatus(ResourceType.INSTANCE_SETS, key, patch),
            events);
  }

  @Override
  public PassResult reconcile(ObjectKey key) throws InterruptedException {
    if (leadership.term().isEmpty()) {
      return PassResult.DONE;
    }
    if (!horizon.reached()) {
      return new PassResult.CheckAgain(NOT_READY_YET);
    }
    var snapshot = reader.read(key);
    if (snapshot.isEmpty() || snapshot.get().set().metadata().deleting()) {
      // What becomes of its instances then is decided by whoever deletes, and done by the
      // apiserver.
      return PassResult.DONE;
    }
    var decision = InstanceSetDecider.decide(snapshot.get());
    InstanceSetApplier.Outcome outcome;
    try {
      outcome = applier.apply(decision.actions());
      horizon.wrote(outcome.version());
      if (outcome.unclear()) {
        horizon.unclear();
      }
      horizon.wrote(
          status.write(
              snapshot.get().set(), decision.draft(), outcome.refused(), snapshot.get().now()));
    } catch (RuntimeException e) {
      // Some of it may have taken effect.
      horizon.unclear();
      throw e;
    }
    if (outcome.refused().isPresent()) {
      return new PassResult.Retry(outcome.refused().get());
    }
    return decision.more() ? new PassResult.CheckAgain(Duration.ZERO) : PassResult.DONE;
  }

  @Override
  public void close() {
    applier.close();
  }
}
