package io.ciao.linux.link;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.Ownership;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One link as the kernel has it.
///
/// @param index its number in its namespace
/// @param attributes mac, mtu and the like
/// @param tunnel what a vxlan link tunnels, null for other kinds
/// @param port its place in a bridge, null if it is in none
/// @param addresses IPv4
public record ActualLink(
    String name,
    int index,
    Attributes attributes,
    @Nullable Tunnel tunnel,
    @Nullable Port port,
    Set<Ipv4Prefix> addresses) {
  /// What every link has.
  ///
  /// @param kind the kernel's word: `bridge`, `vxlan`, `veth`, `tun`; empty for a physical one
  /// @param peerIndex of a veth: the number of the other end in its namespace; 0 otherwise
  /// @param alias empty if none
  public record Attributes(
      String kind, int peerIndex, String mac, int mtu, String alias, boolean up, boolean ownIpv6) {}

  /// What a vxlan link tunnels.
  public record Tunnel(long vni, int port, Ipv4Address local, boolean learning) {}

  /// A link's place in a bridge.
  public record Port(
      String bridge,
      boolean learning,
      boolean flood,
      boolean neighbourSuppression,
      boolean isolated) {}

  public ActualLink {
    addresses = Collections.unmodifiableSet(new TreeSet<>(addresses));
  }

  /// A crash between a port's birth and its mark leaves only the name to tell.
  boolean isOurs() {
    return Ownership.isOurs(attributes.alias())
        || (attributes.alias().isEmpty() && LinkNames.isPort(name));
  }
}
