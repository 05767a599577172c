package io.ciao.scheduler.network;

import io.ciao.api.network.Concentrator;
import io.ciao.api.network.TenantNetwork;
import io.ciao.api.network.Transit;
import io.ciao.basis.address.MacAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How the subnets of one tenant reach each other: a VXLAN network joins their concentrators. Pure.
///
/// A concentrator is known there by its gateway address, which no other one of the tenant has, for
/// the networks of a tenant do not overlap. Nobody else is there, so nothing needs allocating but
/// the VNI.
///
/// @param vni that the first network of the tenant has which has any; null while none has
/// @param concentrators of all networks of the tenant, without those being deleted
record TenantTransit(@Nullable Long vni, List<Concentrator> concentrators) {
  TenantTransit {
    concentrators =
        concentrators.stream()
            .filter(c -> !c.metadata().deleting())
            .sorted(Comparator.comparing(TenantTransit::name))
            .toList();
  }

  /// Of these networks, in any order.
  static TenantTransit of(Stream<TenantNetwork> networks, List<Concentrator> concentrators) {
    var vni =
        networks
            .sorted(Comparator.comparing(n -> n.metadata().requireName()))
            .map(n -> n.status().transitVNI())
            .filter(Objects::nonNull)
            .findFirst();
    return new TenantTransit(vni.orElse(null), concentrators);
  }

  /// The VNI that is to be stored in a network of the tenant before any of its concentrators uses
  /// it: the others' if they have one, so that it outlives whoever had it first.
  ///
  /// @param free one that nobody uses
  Optional<Long> toStore(TenantNetwork network, Supplier<Optional<Long>> free) {
    var mine = network.metadata().requireName();
    var isIn = concentrators.stream().anyMatch(c -> c.spec().tenantNetwork().equals(mine));
    if (concentrators.size() < 2 || !isIn) {
      return Optional.empty();
    }
    return vni == null
        ? free.get()
        : Optional.of(vni).filter(wanted -> !wanted.equals(network.status().transitVNI()));
  }

  /// A concentrator's way to the others; null while there are none, or no VNI.
  ///
  /// @param mtu of the VXLAN network, the same for all
  @Nullable Transit of(Concentrator one, int mtu) {
    var peers =
        others(one)
            .map(
                other ->
                    new Transit.Peer(
                        name(other),
                        other.spec().subnet(),
                        other.spec().subnet6(),
                        other.spec().gateway().ip(),
                        mac(other)))
            .toList();
    return vni == null || peers.isEmpty()
        ? null
        : new Transit(vni, mtu, one.spec().gateway().ip(), mac(one), peers);
  }

  /// The tunnel addresses of the others and those that they fence, for what a lost one may still
  /// send.
  Stream<@Nullable String> tunnelsOfOthers(Concentrator one) {
    return others(one)
        .flatMap(
            other ->
                Stream.concat(
                    other.spec().fenced().stream(),
                    Stream.ofNullable(other.status().active()).map(active -> active.vtep())));
  }

  private Stream<Concentrator> others(Concentrator one) {
    return concentrators.stream().filter(other -> !name(other).equals(name(one)));
  }

  private static String name(Concentrator concentrator) {
    return concentrator.metadata().requireName();
  }

  private static String mac(Concentrator concentrator) {
    return MacAddress.ofTransit(concentrator.spec().vni()).toString();
  }
}
