package io.ciao.scheduler.presence;

import io.ciao.api.instance.Instance;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.Node;
import io.ciao.reconcile.Informer;
import io.ciao.scheduler.cluster.ClusterCaches;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Reads one node, what was heard of it, and what is bound to it.
final class NodeReadinessSnapshotReader {
  private final ClusterCaches caches;
  private final NodePresence presence;
  private final InstantSource clock;

  NodeReadinessSnapshotReader(ClusterCaches caches, NodePresence presence, InstantSource clock) {
    this.caches = caches;
    this.presence = presence;
    this.clock = clock;
  }

  /// Empty if there is no such node.
  Optional<NodeReadinessSnapshot> read(ObjectKey key) {
    return caches.nodes().get(key).map(this::read);
  }

  private NodeReadinessSnapshot read(Node node) {
    var uid = node.metadata().requireUid();
    return new NodeReadinessSnapshot(
        node,
        presence.silence(uid),
        presence.everHeard(uid),
        bound(node.metadata().requireName()),
        clock.instant());
  }

  private List<Instance> bound(String node) {
    return caches.instancesBy().onNode(node).stream().map(Informer.Entry::object).toList();
  }
}
