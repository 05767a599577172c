package io.ciao.scheduler.network;

import io.ciao.api.node.Node;
import io.ciao.reconcile.Informer;
import java.util.HashSet;
import java.util.Set;

/// Keeps a VNI from being used again at once: a node that still has something of the old network
/// would join it to the new one. In use is also what nodes report, of a lost node its last report,
/// and the highest one that this process has seen in use, so that the next one is above it.
///
/// Confined to one pass at a time.
final class VniGuard {
  private final Informer<Node> nodes;
  private long highest;

  VniGuard(Informer<Node> nodes) {
    this.nodes = nodes;
  }

  /// Those that must not be given out.
  ///
  /// @param ofObjects those of networks and concentrators
  Set<Long> over(Set<Long> ofObjects) {
    var inUse = new HashSet<>(ofObjects);
    nodes.entries().forEach(entry -> inUse.addAll(entry.object().status().vnis()));
    for (var vni : inUse) {
      highest = Math.max(highest, vni);
    }
    if (highest > 0) {
      inUse.add(highest);
    }
    return inUse;
  }
}
