package io.ciao.linux.concentrator;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.linux.net.LinkNames;
import java.util.List;
import java.util.TreeSet;

/// A concentrator's way out.
///
/// @param address its own, with the outside network's prefix length
/// @param gateway default router, inside that network
/// @param bridge the node's bridge that has the uplink as a port
/// @param mtu of the uplink, bytes
/// @param closed where tenants may not go: management networks, the underlay among them
public record ConcentratorOutside(
    Ipv4Prefix address, Ipv4Address gateway, String bridge, int mtu, List<Ipv4Prefix> closed) {
  public ConcentratorOutside {
    LinkNames.require(bridge);
    var networks = new TreeSet<Ipv4Prefix>();
    closed.forEach(prefix -> networks.add(prefix.network()));
    closed = List.copyOf(networks);
    if (!address.contains(gateway)) {
      throw new IllegalArgumentException(
          "outside router " + gateway + " is not in the network of the outside address " + address);
    }
  }
}
