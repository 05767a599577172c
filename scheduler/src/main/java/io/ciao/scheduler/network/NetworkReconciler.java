package io.ciao.scheduler.network;

import io.ciao.api.client.ApiClient;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.CurrentVersion;
import io.ciao.scheduler.cluster.Horizon;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.scheduler.cluster.Leadership;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The pass over one tenant network. Only one runs at a time in the whole cluster: VNIs and outside
/// addresses are chosen over a snapshot that holds what the pass before has stored.
public final class NetworkReconciler implements Reconciler<ObjectKey> {
  private static final Duration NOT_READY_YET = Duration.ofMillis(200);

  private final Leadership leadership;
  private final NetworkSettings settings;
  private final Horizon horizon;
  private final NetworkSnapshotReader reader;
  private final NetworkApplier applier;

  public NetworkReconciler(
      ApiClient client,
      ClusterCaches caches,
      InstanceBatches batches,
      Leadership leadership,
      NetworkSettings settings) {
    this.leadership = leadership;
    this.settings = settings;
    this.horizon =
        new Horizon(
            caches,
            List.of(caches.networks(), caches.concentrators()),
            leadership,
            () -> CurrentVersion.read(client));
    this.reader = new NetworkSnapshotReader(caches);
    this.applier = new NetworkApplier(NetworkApplier.of(client), batches, InstantSource.system());
  }

  @Override
  public PassResult reconcile(ObjectKey key) throws InterruptedException {
    if (leadership.term().isEmpty()) {
      return PassResult.DONE;
    }
    if (!horizon.reached()) {
      return new PassResult.CheckAgain(NOT_READY_YET);
    }
    var actions = NetworkDecider.decide(reader.read(key), settings).actions();
    if (!actions.isEmpty()) {
      apply(actions);
    }
    return PassResult.DONE;
  }

  private void apply(List<NetworkAction> actions) throws InterruptedException {
    try {
      horizon.wrote(applier.apply(actions));
    } catch (RuntimeException e) {
      // Some of it may have taken effect: a VNI or an outside address may be in use.
      horizon.unclear();
      throw e;
    }
  }
}
