package io.ciao.cnci.concentrator;

import io.ciao.api.network.Concentrator;
import io.ciao.api.network.Transit;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.concentrator.ConcentratorTransit;
import io.ciao.linux.dnsmasq.DnsmasqName;
import io.ciao.linux.transit.TransitPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns a Concentrator's transit into its way to the tenant's other subnets. Pure.
public final class TransitPlans {
  private TransitPlans() {}

  /// The way; null while the tenant has no other subnet.
  ///
  /// @param siblings the peers, as far as they are known: their instances' names are known here,
  ///   too
  /// @throws IllegalArgumentException if the spec cannot be read
  static @Nullable ConcentratorTransit of(
      ConcentratorHost host, Concentrator one, List<Concentrator> siblings) {
    var transit = one.spec().transit();
    return transit == null
        ? null
        : new ConcentratorTransit(
            port(host, one, transit),
            transit.peers().stream().map(TransitPlans::peer).toList(),
            siblings.stream().flatMap(sibling -> names(sibling).stream()).toList());
  }

  /// A Concentrator's interface towards its peers.
  ///
  /// @throws IllegalArgumentException if the spec cannot be read
  public static TransitPort port(ConcentratorHost host, Concentrator one, Transit transit) {
    var vni = one.spec().vni();
    return new TransitPort(
        host.place(vni).namespace(),
        vni,
        transit.mtu(),
        Ipv4Address.parse(transit.address()),
        MacAddress.parse(transit.mac()));
  }

  private static ConcentratorTransit.Peer peer(Transit.Peer peer) {
    return new ConcentratorTransit.Peer(
        Ipv4Prefix.parse(peer.subnet()),
        Ipv4Address.parse(peer.address()),
        MacAddress.parse(peer.mac()));
  }

  private static List<DnsmasqName> names(Concentrator sibling) {
    var domain = String.valueOf(sibling.spec().dns().domain());
    return sibling.spec().members().stream()
        .map(member -> new DnsmasqName(Ipv4Address.parse(member.ip()), member.name(), domain))
        .toList();
  }
}
