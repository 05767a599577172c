package io.ciao.linux.link;

import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.Ownership;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One link as it shall be. It shall always be up.
///
/// @param mac its own address, or null for whatever it has
/// @param mtu bytes
/// @param bridgePort the bridge in the same namespace that it is a port of, or null
/// @param alias the mark that says whose it is
/// @param addresses with prefix length
public record Link(
    String name,
    LinkKind kind,
    @Nullable MacAddress mac,
    int mtu,
    @Nullable BridgePort bridgePort,
    String alias,
    List<IpPrefix> addresses) {
  private static final int MTU_MIN = 576;
  private static final int MTU_MAX = 65521;

  /// Reference: RFC 8200 section 5.
  private static final int IPV6_MTU_MIN = 1280;

  public Link {
    LinkNames.require(name);
    Ownership.require(alias);
    addresses = List.copyOf(addresses);
    if (mtu < MTU_MIN || mtu > MTU_MAX) {
      throw new IllegalArgumentException(
          "link " + name + ": mtu is " + mtu + ", not between " + MTU_MIN + " and " + MTU_MAX);
    }
  }

  /// True where the kernel must not make an IPv6 address by itself: else the node would be
  /// reachable from guests at its link-local address. With a smaller MTU there is no IPv6.
  boolean withoutOwnIpv6() {
    return hasIpv6(mtu) && isOurs();
  }

  static boolean hasIpv6(int mtu) {
    return mtu >= IPV6_MTU_MIN;
  }

  private boolean isOurs() {
    return switch (kind) {
      case LinkKind.Bridge _,
          LinkKind.Vxlan _,
          LinkKind.Veth _,
          LinkKind.Macvlan _,
          LinkKind.FarEnd _,
          LinkKind.Tap _ ->
          true;
      case LinkKind.VethEnd _ -> !isGuestsEnd();
    };
  }

  /// Whether it is where somebody lives whose namespace is not ours.
  boolean isGuestsEnd() {
    return kind instanceof LinkKind.VethEnd && bridgePort == null;
  }
}
