package io.ciao.scheduler.network;

import io.ciao.api.externalip.AddressMapping;
import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.Subnet;
import io.ciao.api.network.TenantNetwork;
import io.ciao.api.node.Member;
import io.ciao.api.node.Node;
import io.ciao.reconcile.Informer;
import io.ciao.scheduler.cluster.ClusterCaches;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads what a pass over a tenant network decides over, from the caches.
final class NetworkSnapshotReader {
  private final ClusterCaches caches;
  private final VniGuard guard;

  NetworkSnapshotReader(ClusterCaches caches) {
    this.caches = caches;
    this.guard = new VniGuard(caches.nodes());
  }

  NetworkSnapshot read(ObjectKey key) {
    var network = caches.networks().get(key).orElse(null);
    return new NetworkSnapshot(
        network,
        instances(key),
        concentrators(key),
        transit(key),
        guard.over(vnisInUse()),
        outsideInUse(),
        networkNodes(),
        carriers(),
        vteps(),
        lostVteps(),
        granted(key));
  }

  private List<Instance> instances(ObjectKey key) {
    return caches.instancesBy().inNetwork(key).stream().map(Informer.Entry::object).toList();
  }

  private List<Concentrator> concentrators(ObjectKey key) {
    return ofTenant(key).filter(c -> key.name().equals(c.spec().tenantNetwork())).toList();
  }

  private Stream<Concentrator> ofTenant(ObjectKey network) {
    return caches.concentrators().entries().stream()
        .map(Informer.Entry::object)
        .filter(c -> Objects.equals(network.namespace(), c.metadata().namespace()));
  }

  private TenantTransit transit(ObjectKey key) {
    var networks =
        networks().filter(n -> Objects.equals(key.namespace(), n.metadata().namespace()));
    return TenantTransit.of(networks, ofTenant(key).toList());
  }

  private Stream<TenantNetwork> networks() {
    return caches.networks().entries().stream().map(Informer.Entry::object);
  }

  /// Also those of concentrators whose network is gone: nodes may still hold something of them.
  private Set<Long> vnisInUse() {
    var ofNetworks =
        networks()
            .map(TenantNetwork::status)
            .flatMap(
                s ->
                    Stream.concat(
                        s.subnets().stream().map(Subnet::vni), Stream.ofNullable(s.transitVNI())));
    var ofConcentrators =
        caches.concentrators().entries().stream()
            .map(c -> c.object().spec())
            .flatMap(
                s ->
                    Stream.concat(
                        Stream.of(s.vni()),
                        Stream.ofNullable(s.transit()).map(transit -> transit.vni())));
    return Stream.concat(ofNetworks, ofConcentrators).collect(Collectors.toSet());
  }

  /// Also external addresses, which the scheduler may have given while it had another range.
  private Set<String> outsideInUse() {
    var ofConcentrators =
        caches.concentrators().entries().stream().map(c -> c.object().spec().outsideHost());
    var external =
        caches.externalIPs().entries().stream()
            .flatMap(e -> Stream.ofNullable(e.object().status().address()));
    return Stream.concat(ofConcentrators, external).collect(Collectors.toSet());
  }

  private List<GrantedAddress> granted(ObjectKey network) {
    return caches.externalIPs().entries().stream()
        .filter(e -> Objects.equals(e.key().namespace(), network.namespace()))
        .map(Informer.Entry::object)
        .flatMap(e -> e.wantedMapping().map(mapping -> granted(e, mapping)).stream())
        .toList();
  }

  private GrantedAddress granted(ExternalIP externalIP, AddressMapping mapping) {
    var announce =
        caches
            .externalIPPools()
            .get(new ObjectKey(null, String.valueOf(externalIP.spec().pool())))
            .map(pool -> pool.spec().announce())
            .orElse("ARP");
    return new GrantedAddress(
        String.valueOf(externalIP.status().address()),
        externalIP.metadata().requireUid(),
        mapping,
        announce);
  }

  /// Ready network nodes; of two the one with fewer concentrators comes first, where one that it
  /// serves counts twice. Those that are to get nothing new come last.
  private List<String> networkNodes() {
    var carried = new HashMap<String, Integer>();
    for (var entry : caches.concentrators().entries()) {
      entry.object().spec().nodeNames().forEach(n -> carried.merge(n, 1, Integer::sum));
      entry.object().lastHolder().ifPresent(n -> carried.merge(n, 1, Integer::sum));
    }
    return nodes()
        .filter(NetworkSnapshotReader::hasRole)
        .filter(n -> Conditions.holds(n.status().conditions(), CommonReasons.READY))
        .sorted(
            Comparator.comparing((Node n) -> n.spec().isUnschedulable())
                .thenComparing(n -> carried.getOrDefault(n.metadata().requireName(), 0))
                .thenComparing(n -> n.metadata().requireName()))
        .map(n -> n.metadata().requireName())
        .toList();
  }

  private Set<String> carriers() {
    return nodes()
        .filter(NetworkSnapshotReader::hasRole)
        .filter(n -> !isLost(n))
        .map(n -> n.metadata().requireName())
        .collect(Collectors.toSet());
  }

  private Map<String, String> vteps() {
    var vteps = new HashMap<String, String>();
    nodes().forEach(n -> vtep(n).ifPresent(a -> vteps.put(n.metadata().requireName(), a)));
    return vteps;
  }

  /// An address that another machine has got since is not a lost one's.
  private Set<String> lostVteps() {
    var lost = vteps(NetworkSnapshotReader::isLost);
    lost.removeAll(vteps(n -> !isLost(n)));
    return lost;
  }

  private Set<String> vteps(Predicate<Node> which) {
    return nodes()
        .filter(which)
        .flatMap(n -> vtep(n).stream())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private Stream<Node> nodes() {
    return caches.nodes().entries().stream().map(Informer.Entry::object);
  }

  private static boolean hasRole(Node node) {
    return node.spec().roles().contains("network");
  }

  private static boolean isLost(Node node) {
    var member = node.status().member();
    return member != null && member.in(Member.State.LOST);
  }

  private static Optional<String> vtep(Node node) {
    return Optional.ofNullable(node.status().address());
  }
}
