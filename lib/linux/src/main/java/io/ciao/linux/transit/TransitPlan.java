package io.ciao.linux.transit;

import io.ciao.basis.address.MacAddress;
import io.ciao.linux.link.TunnelEnd;
import io.ciao.linux.subnet.SubnetPlace;
import io.ciao.linux.subnet.SubnetTunnel;
import java.util.List;

/// What joins one tenant's subnets on one network node as it shall be.
///
/// @param tunnel its VNI is the tenant's transit VNI
/// @param ports the tenant's concentrators on this node
/// @param elsewhere those that serve on other nodes; one that has a port, too, is sought there
public record TransitPlan(
    SubnetPlace place, SubnetTunnel tunnel, List<TransitPort> ports, List<Elsewhere> elsewhere) {
  public TransitPlan {
    ports = List.copyOf(ports);
    elsewhere = List.copyOf(elsewhere);
  }

  /// A concentrator behind the tunnel.
  ///
  /// @param mac of its interface towards the others
  public record Elsewhere(MacAddress mac, TunnelEnd end) {}
}
