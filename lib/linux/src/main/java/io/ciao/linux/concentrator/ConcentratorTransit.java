package io.ciao.linux.concentrator;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.dnsmasq.DnsmasqName;
import io.ciao.linux.transit.TransitPort;
import java.util.List;

/// A concentrator's way to the other subnets of its tenant.
///
/// @param port its interface there, which the tenant's transit namespace makes
/// @param names of instances in those subnets
public record ConcentratorTransit(TransitPort port, List<Peer> peers, List<DnsmasqName> names) {
  public ConcentratorTransit {
    peers = List.copyOf(peers);
    names = List.copyOf(names);
  }

  /// Another concentrator.
  ///
  /// @param subnet what is reached through it, and all that it may send from
  /// @param address how it is known there
  public record Peer(Ipv4Prefix subnet, Ipv4Address address, MacAddress mac) {}
}
