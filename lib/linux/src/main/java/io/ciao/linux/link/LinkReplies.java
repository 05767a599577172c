package io.ciao.linux.link;

import static io.ciao.linux.link.RtNetlink.*;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.linux.netlink.Attributes;
import io.ciao.linux.netlink.NetlinkReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the kernel answered about the links of a namespace. Pure.
final class LinkReplies {
  private static final int INDEX_AT = 4;
  private static final int PREFIX_LENGTH_AT = 1;
  private static final int ROUTE_TABLE_AT = 4;
  private static final int ENTRY_STATE_AT = 8;
  private static final int ENTRY_FLAGS_AT = 10;

  private record Known(NetlinkReply reply, Attributes said) {}

  private final Map<Integer, Known> links = new HashMap<>();

  /// @param links answers with an `ifinfomsg`
  LinkReplies(List<NetlinkReply> links) {
    for (var link : links) {
      this.links.put(link.u32(INDEX_AT), new Known(link, link.attributes(LINK_BYTES)));
    }
  }

  private Optional<String> name(int index) {
    return Optional.ofNullable(links.get(index)).map(known -> known.said().text(IFLA_IFNAME));
  }

  /// All links.
  ///
  /// @param addresses answers with an `ifaddrmsg`
  SortedMap<String, ActualLink> byName(List<NetlinkReply> addresses) {
    var addressesOf = addresses(addresses);
    var byName = new TreeMap<String, ActualLink>();
    links.forEach(
        (index, known) -> {
          var link = link(index, known, addressesOf.getOrDefault(index, Set.of()));
          byName.put(link.name(), link);
        });
    return byName;
  }

  /// All that a link has, those too that mean something on it alone.
  private static Map<Integer, Set<IpPrefix>> addresses(List<NetlinkReply> replies) {
    var found = new HashMap<Integer, Set<IpPrefix>>();
    for (var reply : replies) {
      var said = reply.attributes(ADDRESS_BYTES);
      var own = ip(said.has(IFA_LOCAL) ? said.bytes(IFA_LOCAL) : said.bytes(IFA_ADDRESS));
      var length = reply.u8(PREFIX_LENGTH_AT);
      var prefix =
          switch (own) {
            case Ipv4Address address -> new Ipv4Prefix(address, length);
            case Ipv6Address address -> new Ipv6Prefix(address, length);
            case null -> null;
          };
      if (prefix != null) {
        found.computeIfAbsent(reply.u32(INDEX_AT), _ -> new HashSet<>()).add(prefix);
      }
    }
    return found;
  }

  private ActualLink link(int index, Known known, Set<IpPrefix> addresses) {
    var said = known.said();
    var info = said.inside(IFLA_LINKINFO);
    var kind = info.text(IFLA_INFO_KIND);
    var mac = said.bytes(IFLA_ADDRESS);
    var ipv6 = said.inside(IFLA_AF_SPEC).inside(AF_INET6);
    // A link whose MTU is too small for IPv6 has none.
    var ownIpv6 =
        ipv6.has(IFLA_INET6_ADDR_GEN_MODE)
            && ipv6.number(IFLA_INET6_ADDR_GEN_MODE) != IN6_ADDR_GEN_MODE_NONE;
    return new ActualLink(
        said.text(IFLA_IFNAME),
        index,
        new ActualLink.Attributes(
            kind,
            said.number(IFLA_LINK),
            mac != null && isMac(mac) ? RtNetlink.mac(mac).toString() : "",
            said.number(IFLA_MTU),
            said.text(IFLA_IFALIAS),
            (known.reply().u32(FLAGS_AT) & IFF_UP) != 0,
            ownIpv6),
        tunnel(kind, info.inside(IFLA_INFO_DATA)),
        port(said, info),
        ownIpv6 ? withoutOwn(addresses) : addresses);
  }

  /// Those that the kernel makes for the link alone are its own affair.
  private static Set<IpPrefix> withoutOwn(Set<IpPrefix> addresses) {
    return addresses.stream()
        .filter(a -> !(a.address() instanceof Ipv6Address address && address.isLinkLocal()))
        .collect(Collectors.toSet());
  }

  private static ActualLink.@Nullable Tunnel tunnel(String kind, Attributes data) {
    var local = data.bytes(IFLA_VXLAN_LOCAL);
    if (!"vxlan".equals(kind) || local == null) {
      return null;
    }
    return new ActualLink.Tunnel(
        data.number(IFLA_VXLAN_ID),
        data.be16(IFLA_VXLAN_PORT),
        address(local),
        data.number(IFLA_VXLAN_LEARNING) != 0);
  }

  private ActualLink.@Nullable Port port(Attributes said, Attributes info) {
    if (!said.has(IFLA_MASTER)) {
      return null;
    }
    var data = info.inside(IFLA_INFO_SLAVE_DATA);
    return new ActualLink.Port(
        name(said.number(IFLA_MASTER)).orElse(""),
        data.number(IFLA_BRPORT_LEARNING) != 0,
        data.number(IFLA_BRPORT_UNICAST_FLOOD) != 0,
        data.number(IFLA_BRPORT_NEIGH_SUPPRESS) != 0,
        data.number(IFLA_BRPORT_ISOLATED) != 0,
        data.number(IFLA_BRPORT_MODE) != 0);
  }

  /// Those of the main table.
  ///
  /// @param replies answers with an `rtmsg`
  List<Route> routes(List<NetlinkReply> replies) {
    var found = new ArrayList<Route>();
    for (var route : replies) {
      if (route.u8(ROUTE_TABLE_AT) == RT_TABLE_MAIN) {
        var said = route.attributes(ROUTE_BYTES);
        var to = said.bytes(RTA_DST);
        found.add(
            new Route(
                new Ipv4Prefix(
                    to == null ? new Ipv4Address(0) : address(to), route.u8(PREFIX_LENGTH_AT)),
                name(said.number(RTA_OIF)).orElse("")));
      }
    }
    return found;
  }

  /// Those of the main table that lead to a router, without the default one.
  ///
  /// @param replies answers with an `rtmsg`
  List<RouteVia> routesVia(List<NetlinkReply> replies) {
    var found = new ArrayList<RouteVia>();
    for (var route : replies) {
      var said = route.attributes(ROUTE_BYTES);
      var to = said.bytes(RTA_DST);
      var gateway = said.bytes(RTA_GATEWAY);
      var link = name(said.number(RTA_OIF));
      if (route.u8(ROUTE_TABLE_AT) == RT_TABLE_MAIN
          && to != null
          && gateway != null
          && isIpv4(gateway)
          && link.isPresent()) {
        var prefix = new Ipv4Prefix(address(to), route.u8(PREFIX_LENGTH_AT));
        found.add(new RouteVia(prefix, address(gateway), link.get()));
      }
    }
    return found;
  }

  /// The routers of all that has no route of its own, those that a router told of itself as well.
  ///
  /// @param routes answers with an `rtmsg`, of one version
  private static Stream<IpAddress> defaultGateways(List<NetlinkReply> routes) {
    return routes.stream()
        .filter(
            route -> route.u8(PREFIX_LENGTH_AT) == 0 && route.u8(ROUTE_TABLE_AT) == RT_TABLE_MAIN)
        .flatMap(route -> Stream.ofNullable(ip(route.attributes(ROUTE_BYTES).bytes(RTA_GATEWAY))));
  }

  /// The router for IPv4; null: there is none.
  static @Nullable Ipv4Address defaultGateway(List<NetlinkReply> routes) {
    return first(defaultGateways(routes), Ipv4Address.class);
  }

  /// The router for IPv6; null: there is none.
  static @Nullable Ipv6Address defaultGateway6(List<NetlinkReply> routes) {
    return first(defaultGateways(routes), Ipv6Address.class);
  }

  private static <T> @Nullable T first(Stream<IpAddress> addresses, Class<T> version) {
    return addresses.filter(version::isInstance).map(version::cast).findFirst().orElse(null);
  }

  /// Programmed entries alone.
  ///
  /// @param replies answers with an `ndmsg`
  List<FdbEntry> forwarding(List<NetlinkReply> replies) {
    var found = new ArrayList<FdbEntry>();
    for (var reply : replies) {
      var said = reply.attributes(NEIGHBOUR_BYTES);
      var mac = said.bytes(NDA_LLADDR);
      var link = name(reply.u32(INDEX_AT));
      if (mac == null || !isMac(mac) || link.isEmpty()) {
        continue;
      }
      var target = said.bytes(NDA_DST);
      var state = reply.u16(ENTRY_STATE_AT);
      if ((reply.u8(ENTRY_FLAGS_AT) & NTF_SELF) != 0) {
        if (target != null && isIpv4(target)) {
          var port = said.has(NDA_PORT) ? said.be16(NDA_PORT) : tunnelPort(reply.u32(INDEX_AT));
          var end = new TunnelEnd(address(target), port);
          found.add(new FdbEntry.OnTunnel(RtNetlink.mac(mac), link.get(), end));
        }
      } else if (said.has(NDA_MASTER) && (state & NUD_NOARP) != 0 && (state & NUD_PERMANENT) == 0) {
        found.add(new FdbEntry.OnBridge(RtNetlink.mac(mac), link.get()));
      }
    }
    return found;
  }

  /// Where a frame is sent to is said only where it is not the port that the tunnel itself has.
  private int tunnelPort(int index) {
    return Optional.ofNullable(links.get(index))
        .map(known -> known.said().inside(IFLA_LINKINFO).inside(IFLA_INFO_DATA))
        .map(data -> data.be16(IFLA_VXLAN_PORT))
        .orElse(0);
  }

  /// Permanent ones alone.
  ///
  /// @param replies answers with an `ndmsg`
  List<Neighbour> neighbours(List<NetlinkReply> replies) {
    var found = new ArrayList<Neighbour>();
    for (var reply : replies) {
      var said = reply.attributes(NEIGHBOUR_BYTES);
      var mac = said.bytes(NDA_LLADDR);
      var of = ip(said.bytes(NDA_DST));
      var link = name(reply.u32(INDEX_AT));
      if ((reply.u16(ENTRY_STATE_AT) & NUD_PERMANENT) != 0
          && mac != null
          && isMac(mac)
          && of != null
          && link.isPresent()) {
        found.add(new Neighbour(of, link.get(), RtNetlink.mac(mac)));
      }
    }
    return found;
  }
}
