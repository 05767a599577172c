package io.ciao.launcher.driver;

import java.util.List;

/// The one interface of an instance.
///
/// @param concentrator `namespace/name` of the Concentrator whose subnet it is in
/// @param address dotted IPv4
/// @param prefixLength of the subnet
/// @param gateway the subnet's router, also its name server
/// @param mtu bytes
public record Nic(
    String concentrator,
    String address,
    int prefixLength,
    String mac,
    String gateway,
    int mtu,
    Dns dns) {

  /// The name service that the guest is told.
  ///
  /// @param domain search domain; empty for none
  public record Dns(String domain, List<String> nameServers) {
    public Dns {
      nameServers = List.copyOf(nameServers);
    }
  }
}
