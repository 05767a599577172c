package io.ciao.linux.link;

import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.Ownership;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One link as the kernel has it.
///
/// @param index its number in its namespace
/// @param attributes mac, mtu and the like
/// @param tunnel what a vxlan link tunnels, null for other kinds
/// @param port its place in a bridge, null if it is in none
/// @param addresses of both versions, without those that the kernel makes for the link alone
public record ActualLink(
    String name,
    int index,
    Attributes attributes,
    @Nullable Tunnel tunnel,
    @Nullable Port port,
    Set<IpPrefix> addresses) {
  /// What every link has.
  ///
  /// @param kind the kernel's word: `bridge`, `vxlan`, `veth`, `macvlan`, `tun`; empty for a
  ///   physical one
  /// @param peerIndex of a veth: the number of the other end in its namespace; of a macvlan: that
  ///   of the link under it; 0 otherwise
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
      boolean isolated,
      boolean hairpin) {}

  public ActualLink {
    var sorted = new ArrayList<IpPrefix>(addresses);
    sorted.sort(Comparator.comparing(IpPrefix::toString));
    addresses = Collections.unmodifiableSet(new LinkedHashSet<>(sorted));
  }

  /// A crash between a port's birth and its mark leaves only the name to tell.
  boolean isOurs() {
    return Ownership.isOurs(attributes.alias())
        || (attributes.alias().isEmpty() && LinkNames.isPort(name));
  }
}
