package io.ciao.linux.link;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ManagedProcess;
import org.jspecify.annotations.Nullable;

/// What sort of link, with what belongs to the sort.
public sealed interface LinkKind {
  /// A bridge without spanning tree, forward delay and multicast snooping.
  record Bridge() implements LinkKind {}

  /// A tunnel that learns nothing.
  ///
  /// @param vni 24-bit network identifier
  /// @param local the tunnel's own underlay address
  /// @param socketNamespace where its UDP socket stays: the node's namespace, in which it is made
  record Vxlan(long vni, int port, Ipv4Address local, NetNamespace socketNamespace)
      implements LinkKind {
    private static final long VNI_MAX = 0xffffff;

    public Vxlan {
      if (vni < 1 || vni > VNI_MAX) {
        throw new IllegalArgumentException("VNI " + vni + " is not between 1 and " + VNI_MAX);
      }
    }
  }

  /// One end of a pair; both ends are born where they stay.
  ///
  /// @param peer the other end, of kind [VethEnd]
  /// @param peerGateway default router set in the other end's namespace, or null for none
  /// @param peerGateway6 the same for IPv6
  record Veth(
      NetNamespace peerNamespace,
      Link peer,
      @Nullable Ipv4Address peerGateway,
      @Nullable Ipv6Address peerGateway6)
      implements LinkKind {
    /// A pair whose other end's namespace gets no router for IPv6.
    public Veth(NetNamespace peerNamespace, Link peer, @Nullable Ipv4Address peerGateway) {
      this(peerNamespace, peer, peerGateway, null);
    }
  }

  /// A link of its own on top of one in another namespace, with which it goes; those on the same
  /// link reach each other.
  ///
  /// @param parentNamespace where the link under it is
  /// @param parent that link's name
  record Macvlan(NetNamespace parentNamespace, String parent) implements LinkKind {
    public Macvlan {
      LinkNames.require(parent);
    }
  }

  /// The end that is described inside a [Veth].
  record VethEnd() implements LinkKind {}

  /// The same end as its own namespace sees it: whoever keeps the other namespace makes the pair,
  /// and until then nothing is amiss without it.
  record FarEnd() implements LinkKind {}

  /// A tap that is made elsewhere, opened there by a hypervisor, and moved in.
  ///
  /// @param bornIn where it is made: the node's namespace
  /// @param holder the process that has it open, or null if unknown; it allows a deleted tap to be
  ///   put back under the running guest
  record Tap(NetNamespace bornIn, @Nullable ManagedProcess holder) implements LinkKind {}
}
