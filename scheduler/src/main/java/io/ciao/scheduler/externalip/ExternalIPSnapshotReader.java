package io.ciao.scheduler.externalip;

import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.address.AddressFormatException;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Range;
import io.ciao.reconcile.Informer;
import io.ciao.scheduler.cluster.ClusterCaches;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads what a pass over a pool decides over, from the caches.
final class ExternalIPSnapshotReader {
  private final ClusterCaches caches;
  private final ExternalIPLookups lookups;
  private final Ipv4Range outside;

  /// @param outside the addresses that concentrators may have outside
  ExternalIPSnapshotReader(ClusterCaches caches, ExternalIPLookups lookups, Ipv4Range outside) {
    this.caches = caches;
    this.lookups = lookups;
    this.outside = outside;
  }

  ExternalIPSnapshot read(ObjectKey pool) {
    var externalIPs = lookups.ofPool(pool.name());
    var tenants =
        externalIPs.stream()
            .map(e -> String.valueOf(e.metadata().namespace()))
            .collect(Collectors.toSet());
    return new ExternalIPSnapshot(
        pool.name(),
        caches.externalIPPools().get(pool).orElse(null),
        externalIPs,
        instances(externalIPs),
        concentrators()
            .filter(c -> tenants.contains(String.valueOf(c.metadata().namespace())))
            .toList(),
        elsewhere(pool.name()),
        reserved());
  }

  private Map<ObjectKey, Instance> instances(List<ExternalIP> externalIPs) {
    var instances = new HashMap<ObjectKey, Instance>();
    for (var externalIP : externalIPs) {
      var name = externalIP.spec().instance();
      if (name != null) {
        var key = new ObjectKey(externalIP.metadata().namespace(), name);
        caches.instances().get(key).ifPresent(instance -> instances.put(key, instance));
      }
    }
    return instances;
  }

  private Set<String> elsewhere(String pool) {
    return caches.externalIPs().entries().stream()
        .map(Informer.Entry::object)
        .filter(e -> !pool.equals(e.spec().pool()))
        .flatMap(e -> Stream.of(e.status().address(), e.spec().address()))
        .flatMap(Stream::ofNullable)
        .collect(Collectors.toSet());
  }

  /// What others on the outside network have: concentrators, their routers, and machines.
  private List<Ipv4Range> reserved() {
    var singles =
        Stream.concat(
            concentrators()
                .map(Concentrator::spec)
                .flatMap(spec -> Stream.of(spec.outsideHost(), spec.outsideGateway())),
            caches.nodes().entries().stream()
                .flatMap(node -> Stream.ofNullable(node.object().status().address())));
    var reserved = new ArrayList<Ipv4Range>();
    reserved.add(outside);
    singles
        .distinct()
        .flatMap(text -> address(text).stream())
        .forEach(address -> reserved.add(new Ipv4Range(address, address)));
    return reserved;
  }

  /// A machine may have another kind of address.
  private static Optional<Ipv4Address> address(String text) {
    try {
      return Optional.of(Ipv4Address.parse(text));
    } catch (AddressFormatException e) {
      return Optional.empty();
    }
  }

  private Stream<Concentrator> concentrators() {
    return caches.concentrators().entries().stream().map(Informer.Entry::object);
  }
}
