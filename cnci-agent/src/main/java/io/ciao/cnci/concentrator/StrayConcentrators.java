package io.ciao.cnci.concentrator;

import io.ciao.api.network.Concentrator;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.reconcile.Informer;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes concentrators of this node that neither the API nor our memory names: the state
/// directory was lost while they ran. Nothing is concluded before the API has answered.
public final class StrayConcentrators {
  private static final Logger LOG = LoggerFactory.getLogger(StrayConcentrators.class);

  private final Informer<Concentrator> informer;
  private final ConcentratorMemory memory;
  private final ConcentratorOnNode node;
  private final ConcentratorHost host;

  public StrayConcentrators(
      Informer<Concentrator> informer,
      ConcentratorMemory memory,
      ConcentratorOnNode node,
      ConcentratorHost host) {
    this.informer = informer;
    this.memory = memory;
    this.node = node;
    this.host = host;
  }

  /// Returns whether it could be done.
  public boolean remove() {
    if (!informer.synced()) {
      return false;
    }
    // What is there is read first: what comes later cannot be a stray.
    var present = node.present(host.prefix());
    var named = new HashSet<Long>();
    informer.entries().forEach(entry -> add(named, entry.object()));
    memory.keys().forEach(key -> memory.recall(key).ifPresent(known -> add(named, known)));
    for (var vni : present) {
      if (!named.contains(vni)) {
        LOG.warn(
            "removing a concentrator that nobody names namespace={}",
            host.place(vni).namespace().name());
        node.remove(host.place(vni), vni, host.directory(vni));
      }
    }
    return true;
  }

  private static void add(Set<Long> named, Concentrator concentrator) {
    named.add(concentrator.spec().vni());
  }
}
