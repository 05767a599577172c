package io.ciao.linux.concentrator;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.MacAddress;
import java.util.List;

/// What the tenant sees of a concentrator.
///
/// @param gateway its address with the subnet's prefix length: `172.16.0.1/24`
/// @param mac the same for every concentrator that ever serves the subnet
/// @param domain of the tenant's names
/// @param upstream name servers for other names; empty for none
public record ConcentratorInside(
    Ipv4Prefix gateway, MacAddress mac, String domain, List<Ipv4Address> upstream) {
  public ConcentratorInside {
    upstream = List.copyOf(upstream);
  }
}
