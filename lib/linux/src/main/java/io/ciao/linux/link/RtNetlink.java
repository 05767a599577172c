package io.ciao.linux.link;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.MacAddress;
import org.jspecify.annotations.Nullable;

/// Numbers of rtnetlink (`linux/rtnetlink.h`, `if_link.h`, `neighbour.h`, `if_addr.h`) that are
/// used here, and how its values are written.
final class RtNetlink {
  static final int NEW_LINK = 16;
  static final int DELETE_LINK = 17;
  static final int GET_LINK = 18;
  static final int SET_LINK = 19;
  static final int NEW_ADDRESS = 20;
  static final int DELETE_ADDRESS = 21;
  static final int GET_ADDRESS = 22;
  static final int NEW_ROUTE = 24;
  static final int DELETE_ROUTE = 25;
  static final int GET_ROUTE = 26;
  static final int NEW_NEIGHBOUR = 28;
  static final int DELETE_NEIGHBOUR = 29;
  static final int GET_NEIGHBOUR = 30;

  static final int AF_UNSPEC = 0;
  static final int AF_INET = 2;
  static final int AF_BRIDGE = 7;
  static final int AF_INET6 = 10;

  /// Fixed parts: `ifinfomsg`, `ifaddrmsg`, `rtmsg`, `ndmsg`.
  static final int LINK_BYTES = 16;

  static final int ADDRESS_BYTES = 8;
  static final int ROUTE_BYTES = 12;
  static final int NEIGHBOUR_BYTES = 12;

  /// Of the flags in an `ifinfomsg`.
  static final int FLAGS_AT = 8;

  static final int IFF_UP = 1;

  static final int IFLA_ADDRESS = 1;
  static final int IFLA_IFNAME = 3;
  static final int IFLA_MTU = 4;
  static final int IFLA_LINK = 5;
  static final int IFLA_MASTER = 10;
  static final int IFLA_PROTINFO = 12;
  static final int IFLA_LINKINFO = 18;
  static final int IFLA_IFALIAS = 20;
  static final int IFLA_AF_SPEC = 26;
  static final int IFLA_NET_NS_FD = 28;

  static final int IFLA_INFO_KIND = 1;
  static final int IFLA_INFO_DATA = 2;
  static final int IFLA_INFO_SLAVE_DATA = 5;

  static final int IFLA_BR_FORWARD_DELAY = 1;
  static final int IFLA_BR_MCAST_SNOOPING = 23;

  static final int IFLA_VXLAN_ID = 1;
  static final int IFLA_VXLAN_LOCAL = 4;
  static final int IFLA_VXLAN_LEARNING = 7;
  static final int IFLA_VXLAN_PORT = 15;

  static final int VETH_INFO_PEER = 1;

  static final int IFLA_MACVLAN_MODE = 1;

  /// Those on one link reach each other.
  static final int MACVLAN_MODE_BRIDGE = 4;

  /// `linux/if_tunnel.h`.
  static final int IFLA_GRE_IFLAGS = 2;

  static final int IFLA_GRE_OFLAGS = 3;
  static final int IFLA_GRE_IKEY = 4;
  static final int IFLA_GRE_OKEY = 5;
  static final int IFLA_GRE_LOCAL = 6;
  static final int IFLA_GRE_REMOTE = 7;

  /// Packets carry a key.
  static final int GRE_KEY = 0x2000;

  /// Hairpin.
  static final int IFLA_BRPORT_MODE = 4;

  static final int IFLA_BRPORT_LEARNING = 8;
  static final int IFLA_BRPORT_UNICAST_FLOOD = 9;
  static final int IFLA_BRPORT_NEIGH_SUPPRESS = 32;
  static final int IFLA_BRPORT_ISOLATED = 33;

  static final int IFLA_INET6_ADDR_GEN_MODE = 8;
  static final int IN6_ADDR_GEN_MODE_NONE = 1;

  static final int IFA_ADDRESS = 1;
  static final int IFA_LOCAL = 2;

  /// Used at once: that nobody else has it is known.
  static final int IFA_F_NODAD = 0x02;

  static final int RTA_DST = 1;
  static final int RTA_OIF = 4;
  static final int RTA_GATEWAY = 5;
  static final int RT_TABLE_MAIN = 254;
  static final int RTPROT_BOOT = 3;
  static final int RT_SCOPE_UNIVERSE = 0;
  static final int RTN_UNICAST = 1;

  /// The router is on the link, whatever the link's addresses say.
  static final int RTNH_F_ONLINK = 4;

  static final int NDA_DST = 1;
  static final int NDA_LLADDR = 2;
  static final int NDA_PORT = 6;
  static final int NDA_MASTER = 9;

  static final int NTF_SELF = 2;
  static final int NTF_MASTER = 4;
  static final int NUD_REACHABLE = 0x02;
  static final int NUD_NOARP = 0x40;
  static final int NUD_PERMANENT = 0x80;

  /// What `bridge` calls static.
  static final int NUD_STATIC = NUD_NOARP | NUD_REACHABLE;

  private static final int MAC_BYTES = 6;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  private RtNetlink() {}

  static byte[] bytes(MacAddress mac) {
    return bigEndian(mac.bits(), MAC_BYTES);
  }

  private static byte[] bigEndian(long value, int length) {
    var bytes = new byte[length];
    for (var i = 0; i < length; i++) {
      bytes[i] = (byte) (value >> (Byte.SIZE * (length - 1 - i)));
    }
    return bytes;
  }

  private static long number(byte[] bytes) {
    var value = 0L;
    for (var each : bytes) {
      value = value << Byte.SIZE | Byte.toUnsignedLong(each);
    }
    return value;
  }

  static MacAddress mac(byte[] bytes) {
    return new MacAddress(number(bytes));
  }

  static Ipv4Address address(byte[] bytes) {
    return new Ipv4Address(number(bytes));
  }

  /// An address of either version; null: neither.
  static @Nullable IpAddress ip(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    return switch (bytes.length) {
      case IPV4_BYTES -> address(bytes);
      case IPV6_BYTES -> Ipv6Address.of(bytes);
      default -> null;
    };
  }

  /// The family of such addresses.
  static int family(IpAddress address) {
    return switch (address) {
      case Ipv4Address _ -> AF_INET;
      case Ipv6Address _ -> AF_INET6;
    };
  }

  static boolean isMac(byte[] bytes) {
    return bytes.length == MAC_BYTES;
  }

  static boolean isIpv4(byte[] bytes) {
    return bytes.length == IPV4_BYTES;
  }
}
