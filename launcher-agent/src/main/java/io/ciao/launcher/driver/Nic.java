package io.ciao.launcher.driver;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one interface of an instance.
///
/// @param concentrator `namespace/name` of the Concentrator whose subnet it is in
/// @param address dotted IPv4
/// @param address6 null if it has no IPv6 address; of no use while its Concentrator has no block
/// @param prefixLength of the subnet
/// @param gateway the subnet's router, also its name server
/// @param mtu bytes
public record Nic(
    String concentrator,
    String address,
    @Nullable String address6,
    int prefixLength,
    String mac,
    String gateway,
    int mtu,
    Dns dns) {

  /// One without an IPv6 address.
  public Nic(
      String concentrator,
      String address,
      int prefixLength,
      String mac,
      String gateway,
      int mtu,
      Dns dns) {
    this(concentrator, address, null, prefixLength, mac, gateway, mtu, dns);
  }

  /// The name service that the guest is told.
  ///
  /// @param domain search domain; empty for none
  public record Dns(String domain, List<String> nameServers) {
    public Dns {
      nameServers = List.copyOf(nameServers);
    }
  }
}
