package io.ciao.scheduler.presence;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.scheduler.cluster.Leadership;
import java.time.Duration;
import java.time.InstantSource;

/// The pass over one node: writes its condition `Ready`, and `NodeAvailable` of its instances where
/// that changes. Looks again every few seconds, since silence is no event.
public final class NodeReadinessReconciler implements Reconciler<ObjectKey> {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

  private final ClusterCaches caches;
  private final Leadership leadership;
  private final NodePresence presence;
  private final NodeReadinessSnapshotReader reader;
  private final NodeReadinessApplier applier;

  public NodeReadinessReconciler(
      ApiClient client,
      ClusterCaches caches,
      InstanceBatches batches,
      Leadership leadership,
      NodePresence presence) {
    this.caches = caches;
    this.leadership = leadership;
    this.presence = presence;
    this.reader = new NodeReadinessSnapshotReader(caches, presence, InstantSource.system());
    this.applier =
        new NodeReadinessApplier(
            (key, body) -> client.mergePatchStatus(ResourceType.NODES, key, body), batches);
  }

  @Override
  public PassResult reconcile(ObjectKey key) throws InterruptedException {
    var node = caches.nodes().get(key);
    if (node.isEmpty()) {
      return PassResult.DONE;
    }
    presence.heartbeat(node.get().metadata().requireUid(), node.get().status().heartbeatTime());
    if (leadership.term().isPresent() && mayDecide()) {
      var snapshot = reader.read(key);
      if (snapshot.isPresent()) {
        applier.apply(NodeReadinessDecider.decide(snapshot.get()).actions());
      }
    }
    return new PassResult.CheckAgain(LOOK_AGAIN);
  }

  /// A new leader whose caches are behind the beginning of its term looks again later.
  private boolean mayDecide() throws InterruptedException {
    return caches.synced() && caches.awaitVersion(leadership.decideFromVersion(), Duration.ZERO);
  }
}
