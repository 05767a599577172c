package io.ciao.linux.subnet;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ManagedProcess;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An instance's interface on this node.
///
/// @param uid whose it is; the link's name and mark derive from it
/// @param mac the only source address that its frames may have
/// @param address the only IPv4 address that it may use
/// @param address6 the only IPv6 address that it may use beside its link-local one; null for none
/// @param policy which connections it accepts and may open
public record SubnetPort(
    String uid,
    MacAddress mac,
    Ipv4Address address,
    @Nullable Ipv6Address address6,
    PortPolicy policy,
    Attachment attachment) {

  /// The IPv6 addresses that it may use: the link-local one that its MAC address gives, and its
  /// own.
  List<Ipv6Address> addresses6() {
    return address6 == null ? List.of(mac.linkLocal()) : List.of(mac.linkLocal(), address6);
  }

  /// How the instance is attached.
  public sealed interface Attachment {
    /// A tap that was made in the node's namespace (see [Taps]) and that a hypervisor has opened.
    ///
    /// @param hypervisor the process that has it open; null if unknown
    record Tap(@Nullable ManagedProcess hypervisor) implements Attachment {}

    /// A pair whose far end is born in the instance's own namespace and set up from outside.
    ///
    /// @param namespace the container's: [NetNamespace.OfProcess] of its first process
    /// @param link the interface's name inside, usually `eth0`
    /// @param prefixLength of the subnet
    /// @param gateway the instance's default router
    /// @param gateway6 the same for IPv6, with the length of the subnet's prefix; null for none
    record Veth(
        NetNamespace namespace,
        String link,
        int prefixLength,
        Ipv4Address gateway,
        @Nullable Ipv6Prefix gateway6)
        implements Attachment {
      /// One without IPv6.
      public Veth(NetNamespace namespace, String link, int prefixLength, Ipv4Address gateway) {
        this(namespace, link, prefixLength, gateway, null);
      }
    }
  }

  /// The link's name in the subnet's namespace.
  public String linkName() {
    return LinkNames.ofPort(uid);
  }
}
