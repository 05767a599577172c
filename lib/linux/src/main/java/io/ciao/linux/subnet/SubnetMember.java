package io.ciao.linux.subnet;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.link.TunnelEnd;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Somebody in the subnet who is behind a tunnel: an instance on another node, or the gateway.
///
/// @param address6 null if it has no IPv6 address
public record SubnetMember(
    MacAddress mac, Ipv4Address address, @Nullable Ipv6Address address6, TunnelEnd end) {
  /// One without an IPv6 address.
  public SubnetMember(MacAddress mac, Ipv4Address address, TunnelEnd end) {
    this(mac, address, null, end);
  }

  List<IpAddress> addresses() {
    var addresses = new ArrayList<IpAddress>(List.of(address));
    if (address6 != null) {
      addresses.add(address6);
    }
    return addresses;
  }
}
