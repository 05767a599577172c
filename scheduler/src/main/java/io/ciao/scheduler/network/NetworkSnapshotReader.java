package io.ciao.scheduler.network;

import io.ciao.api.instance.Instance;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.Subnet;
import io.ciao.api.network.TenantNetwork;
import io.ciao.api.node.Node;
import io.ciao.reconcile.Informer;
import io.ciao.scheduler.cluster.ClusterCaches;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads what a pass over a tenant network decides over, from the caches.
final class NetworkSnapshotReader {
  private final ClusterCaches caches;

  NetworkSnapshotReader(ClusterCaches caches) {
    this.caches = caches;
  }

  NetworkSnapshot read(ObjectKey key) {
    var network = caches.networks().get(key).orElse(null);
    return new NetworkSnapshot(
        network,
        instances(key),
        concentrator(key),
        vnisInUse(),
        outsideInUse(),
        networkNodes(),
        vteps());
  }

  private List<Instance> instances(ObjectKey key) {
    return caches.instancesBy().inNetwork(key).stream().map(Informer.Entry::object).toList();
  }

  private @Nullable Concentrator concentrator(ObjectKey key) {
    return caches.concentrators().entries().stream()
        .map(Informer.Entry::object)
        .filter(c -> key.name().equals(c.spec().tenantNetwork()))
        .filter(c -> Objects.equals(key.namespace(), c.metadata().namespace()))
        .findFirst()
        .orElse(null);
  }

  /// Also those of concentrators whose network is gone: nodes may still hold something of them.
  private Set<Long> vnisInUse() {
    var ofNetworks =
        caches.networks().entries().stream()
            .map(Informer.Entry::object)
            .map(TenantNetwork::status)
            .flatMap(s -> s.subnets().stream())
            .map(Subnet::vni);
    var ofConcentrators =
        caches.concentrators().entries().stream().map(c -> c.object().spec().vni());
    return Stream.concat(ofNetworks, ofConcentrators).collect(Collectors.toSet());
  }

  private Set<String> outsideInUse() {
    return caches.concentrators().entries().stream()
        .map(c -> c.object().spec().outsideHost())
        .collect(Collectors.toSet());
  }

  /// Ready network nodes; of two the one with fewer concentrators comes first.
  private List<String> networkNodes() {
    var carried = new HashMap<String, Integer>();
    for (var entry : caches.concentrators().entries()) {
      entry.object().spec().nodeNames().forEach(n -> carried.merge(n, 1, Integer::sum));
    }
    return caches.nodes().entries().stream()
        .map(Informer.Entry::object)
        .filter(n -> n.spec().roles().contains("network"))
        .filter(n -> Conditions.holds(n.status().conditions(), CommonReasons.READY))
        .map(n -> n.metadata().requireName())
        .sorted(
            Comparator.comparing((String n) -> carried.getOrDefault(n, 0))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private Map<String, String> vteps() {
    var vteps = new HashMap<String, String>();
    for (var entry : caches.nodes().entries()) {
      Node node = entry.object();
      var address = node.status().address();
      if (address != null) {
        vteps.put(node.metadata().requireName(), address);
      }
    }
    return vteps;
  }
}
