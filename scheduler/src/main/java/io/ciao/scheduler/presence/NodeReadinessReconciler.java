package io.ciao.scheduler.presence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.Node;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.scheduler.cluster.Leadership;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The pass over one node: writes its condition `Ready`, and `NodeAvailable` of its instances where
/// that changes. Looks again every few seconds, since silence is no event.
public final class NodeReadinessReconciler implements Reconciler<ObjectKey> {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

  private final ApiClient client;
  private final ClusterCaches caches;
  private final InstanceBatches batches;
  private final Leadership leadership;
  private final NodePresence presence;
  private final InstantSource clock = InstantSource.system();

  public NodeReadinessReconciler(
      ApiClient client,
      ClusterCaches caches,
      InstanceBatches batches,
      Leadership leadership,
      NodePresence presence) {
    this.client = client;
    this.caches = caches;
    this.batches = batches;
    this.leadership = leadership;
    this.presence = presence;
  }

  @Override
  public PassResult reconcile(ObjectKey key) throws InterruptedException {
    var node = caches.nodes().get(key);
    if (node.isEmpty()) {
      return PassResult.DONE;
    }
    var uid = node.get().metadata().requireUid();
    presence.heartbeat(uid, node.get().status().heartbeatTime());
    if (leadership.term().isPresent() && mayDecide()) {
      decide(node.get(), uid);
    }
    return new PassResult.CheckAgain(LOOK_AGAIN);
  }

  /// A new leader whose caches are behind the beginning of its term looks again later.
  private boolean mayDecide() throws InterruptedException {
    return caches.synced() && caches.awaitVersion(leadership.decideFromVersion(), Duration.ZERO);
  }

  private void decide(Node node, String uid) throws InterruptedException {
    var snapshot =
        new NodeReadinessDecider.Snapshot(
            node, presence.silence(uid), presence.everHeard(uid), bound(node));
    var decision = NodeReadinessDecider.decide(snapshot);
    decision.ready().ifPresent(condition -> write(node, condition));
    var items = new ArrayList<ObjectNode>();
    for (var change : decision.instances()) {
      var item = InstanceBatches.item(change.instance());
      item.putArray("conditions").add(Json.toTree(change.condition()));
      items.add(item);
    }
    if (!items.isEmpty()) {
      batches.post("status", items);
    }
  }

  private List<Instance> bound(Node node) {
    return caches.instancesBy().onNode(node.metadata().requireName()).stream()
        .map(Informer.Entry::object)
        .toList();
  }

  private void write(Node node, Condition condition) {
    var merged = Conditions.merge(node.status().conditions(), List.of(condition), clock.instant());
    var patch = Json.object();
    patch.putObject("metadata").put("resourceVersion", Long.toString(node.metadata().version()));
    var conditions = patch.putObject("status").putArray("conditions");
    merged.forEach(c -> conditions.add(Json.toTree(c)));
    try {
      client.mergePatchStatus(ResourceType.NODES, ObjectKey.of(node.metadata()), patch);
    } catch (ApiException e) {
      if (!e.isConflict() && !e.isNotFound()) {
        throw e;
      }
    }
  }
}
