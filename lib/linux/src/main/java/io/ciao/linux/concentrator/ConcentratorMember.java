package io.ciao.linux.concentrator;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.dnsmasq.DnsmasqHost.Six;
import org.jspecify.annotations.Nullable;

/// An instance in the subnet.
///
/// @param name one DNS label; its name on the tenant's network
/// @param six its IPv6 address; null if it has none
/// @param vtep tunnel address of its node, null while it has none
/// @param forward outside port that leads to its port 22, 1 to 65535; null for none
public record ConcentratorMember(
    String name,
    MacAddress mac,
    Ipv4Address address,
    @Nullable Six six,
    @Nullable Ipv4Address vtep,
    @Nullable Integer forward) {
  private static final int PORT_MAX = 65535;

  public ConcentratorMember {
    if (forward != null && (forward < 1 || forward > PORT_MAX)) {
      throw new IllegalArgumentException(
          "member " + name + ": forward port " + forward + " is not between 1 and " + PORT_MAX);
    }
  }
}
