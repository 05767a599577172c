package io.ciao.linux.concentrator;

import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.basis.address.MacAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the tenant sees of a concentrator.
///
/// @param gateway its address with the subnet's prefix length: `172.16.0.1/24`
/// @param gateway6 the same for IPv6; null for none
/// @param mac the same for every concentrator that ever serves the subnet
/// @param domain of the tenant's names
/// @param upstream name servers for other names; empty for none
public record ConcentratorInside(
    Ipv4Prefix gateway,
    @Nullable Ipv6Prefix gateway6,
    MacAddress mac,
    String domain,
    List<Ipv4Address> upstream) {
  public ConcentratorInside {
    upstream = List.copyOf(upstream);
  }

  /// All addresses of its own there. The one for the link alone is that of whom instances know as
  /// their router and ask for addresses.
  List<IpPrefix> addresses() {
    return gateway6 == null
        ? List.of(gateway)
        : List.of(gateway, gateway6, new Ipv6Prefix(mac.linkLocal(), gateway6.length()));
  }
}
