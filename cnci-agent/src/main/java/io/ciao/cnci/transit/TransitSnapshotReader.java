package io.ciao.cnci.transit;

import io.ciao.api.network.Concentrator;
import io.ciao.cnci.concentrator.ConcentratorHost;
import io.ciao.cnci.concentrator.Siblings;
import io.ciao.linux.transit.TransitOnNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads what one decision needs.
final class TransitSnapshotReader {
  private final Siblings siblings;
  private final TransitOnNode node;
  private final ConcentratorHost host;

  TransitSnapshotReader(Siblings siblings, TransitOnNode node, ConcentratorHost host) {
    this.siblings = siblings;
    this.node = node;
    this.host = host;
  }

  /// What is there is read before what is wanted: what comes later cannot be too much.
  TransitSnapshot read(String tenant) {
    var present = node.present(host.prefix());
    var complete = siblings.complete();
    var here = siblings.here();
    Map<String, Concentrator> known = new LinkedHashMap<>();
    for (var one : here) {
      if (tenant.equals(one.metadata().namespace())) {
        known.put(one.metadata().requireName(), one);
        siblings.of(one).forEach(other -> known.put(other.metadata().requireName(), other));
      }
    }
    return new TransitSnapshot(
        host, tenant, complete, here, new ArrayList<>(known.values()), present);
  }
}
