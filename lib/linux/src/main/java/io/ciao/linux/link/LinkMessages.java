package io.ciao.linux.link;

import static io.ciao.linux.link.RtNetlink.*;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.IpPrefix;
import io.ciao.linux.netlink.NetlinkMessage;
import java.nio.charset.StandardCharsets;

/// What is said to the kernel for each action. Pure; the numbers of links and open files of
/// namespaces are told by the caller.
final class LinkMessages {
  private LinkMessages() {}

  private static NetlinkMessage.Builder link(String purpose, int type, int flags, int index) {
    return fixed(NetlinkMessage.of(purpose, type, flags), AF_UNSPEC, index, 0, 0);
  }

  /// An `ifinfomsg`.
  private static NetlinkMessage.Builder fixed(
      NetlinkMessage.Builder message, int family, int index, int flags, int change) {
    return message.u8(family).u8(0).u16(0).u32(index).u32(flags).u32(change);
  }

  static NetlinkMessage find(String name) {
    return link("find link " + name, GET_LINK, 0, 0).attribute(IFLA_IFNAME, name).build();
  }

  static NetlinkMessage allLinks() {
    return link("read the links", GET_LINK, NetlinkMessage.DUMP, 0).build();
  }

  static NetlinkMessage allAddresses() {
    return NetlinkMessage.of("read the addresses", GET_ADDRESS, NetlinkMessage.DUMP)
        .u8(AF_UNSPEC)
        .u8(0)
        .u8(0)
        .u8(0)
        .u32(0)
        .build();
  }

  static NetlinkMessage allRoutes() {
    return route("read the routes", GET_ROUTE, NetlinkMessage.DUMP, AF_INET, 0, 0).build();
  }

  static NetlinkMessage allRoutes6() {
    return route("read the routes of IPv6", GET_ROUTE, NetlinkMessage.DUMP, AF_INET6, 0, 0).build();
  }

  static NetlinkMessage allNeighbours() {
    return neighbour("read the neighbours", GET_NEIGHBOUR, NetlinkMessage.DUMP, AF_UNSPEC, 0, 0, 0)
        .build();
  }

  static NetlinkMessage allForwarding() {
    return neighbour("read the forwarding", GET_NEIGHBOUR, NetlinkMessage.DUMP, AF_BRIDGE, 0, 0, 0)
        .build();
  }

  static NetlinkMessage delete(String name) {
    return link("delete link " + name, DELETE_LINK, 0, 0).attribute(IFLA_IFNAME, name).build();
  }

  private static NetlinkMessage.Builder change(String what, String name) {
    return link("set " + what + " of " + name, NEW_LINK, 0, 0).attribute(IFLA_IFNAME, name);
  }

  static NetlinkMessage move(String name, int namespace) {
    return change("the namespace", name).attributeU32(IFLA_NET_NS_FD, namespace).build();
  }

  static NetlinkMessage mac(NetAction.SetMac set) {
    return change("the address", set.link()).attribute(IFLA_ADDRESS, bytes(set.mac())).build();
  }

  static NetlinkMessage mtu(NetAction.SetMtu set) {
    return change("the MTU", set.link()).attributeU32(IFLA_MTU, set.mtu()).build();
  }

  static NetlinkMessage alias(NetAction.SetAlias set) {
    // The kernel takes the length of the attribute for that of the text.
    return change("the alias", set.link())
        .attribute(IFLA_IFALIAS, set.alias().getBytes(StandardCharsets.US_ASCII))
        .build();
  }

  static NetlinkMessage withoutOwnIpv6(String name) {
    return change("no IPv6 address", name)
        .nested(
            IFLA_AF_SPEC,
            families ->
                families.nested(
                    AF_INET6,
                    ipv6 -> ipv6.attributeU8(IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE)))
        .build();
  }

  static NetlinkMessage up(String name) {
    var message = NetlinkMessage.of("bring up " + name, NEW_LINK, 0);
    return fixed(message, AF_UNSPEC, 0, IFF_UP, IFF_UP).attribute(IFLA_IFNAME, name).build();
  }

  static NetlinkMessage down(String name) {
    var message = NetlinkMessage.of("take down " + name, NEW_LINK, 0);
    return fixed(message, AF_UNSPEC, 0, 0, IFF_UP).attribute(IFLA_IFNAME, name).build();
  }

  static NetlinkMessage enslave(String name, String bridge, int bridgeIndex) {
    return change("the bridge, " + bridge + ",", name)
        .attributeU32(IFLA_MASTER, bridgeIndex)
        .build();
  }

  static NetlinkMessage flags(String name, int index, BridgePort.Flags flags) {
    var message = NetlinkMessage.of("set the bridge's flags of " + name, SET_LINK, 0);
    return fixed(message, AF_BRIDGE, index, 0, 0)
        .nested(
            IFLA_PROTINFO,
            port ->
                port.attributeU8(IFLA_BRPORT_LEARNING, bit(flags.learning()))
                    .attributeU8(IFLA_BRPORT_UNICAST_FLOOD, bit(flags.flood()))
                    .attributeU8(IFLA_BRPORT_NEIGH_SUPPRESS, bit(flags.neighbourSuppression()))
                    .attributeU8(IFLA_BRPORT_ISOLATED, bit(flags.isolated()))
                    .attributeU8(IFLA_BRPORT_MODE, bit(flags.hairpin())))
        .build();
  }

  private static int bit(boolean on) {
    return on ? 1 : 0;
  }

  private static NetlinkMessage.Builder birth(Link link) {
    return named(link("add link " + link.name(), NEW_LINK, NetlinkMessage.CREATE, 0), link);
  }

  private static NetlinkMessage.Builder named(NetlinkMessage.Builder message, Link link) {
    message.attribute(IFLA_IFNAME, link.name()).attributeU32(IFLA_MTU, link.mtu());
    var mac = link.mac();
    if (mac != null) {
      message.attribute(IFLA_ADDRESS, bytes(mac));
    }
    return message;
  }

  static NetlinkMessage bridge(Link link) {
    return birth(link)
        .nested(
            IFLA_LINKINFO,
            info ->
                info.attribute(IFLA_INFO_KIND, "bridge")
                    .nested(
                        IFLA_INFO_DATA,
                        data ->
                            data.attributeU32(IFLA_BR_FORWARD_DELAY, 0)
                                .attributeU8(IFLA_BR_MCAST_SNOOPING, 0)))
        .build();
  }

  /// To be said where its socket stays.
  ///
  /// @param namespace an open file: where it is born
  static NetlinkMessage vxlan(Link link, LinkKind.Vxlan vxlan, int namespace) {
    return birth(link)
        .attributeU32(IFLA_NET_NS_FD, namespace)
        .nested(
            IFLA_LINKINFO,
            info ->
                info.attribute(IFLA_INFO_KIND, "vxlan")
                    .nested(
                        IFLA_INFO_DATA,
                        data ->
                            data.attributeU32(IFLA_VXLAN_ID, (int) vxlan.vni())
                                .attribute(IFLA_VXLAN_LOCAL, vxlan.local().bytes())
                                .attributeU8(IFLA_VXLAN_LEARNING, 0)
                                .attributeBe16(IFLA_VXLAN_PORT, vxlan.port())))
        .build();
  }

  /// @param namespace an open file: where the other end is born
  static NetlinkMessage veth(Link link, Link peer, int namespace) {
    return birth(link)
        .nested(
            IFLA_LINKINFO,
            info ->
                info.attribute(IFLA_INFO_KIND, "veth")
                    .nested(
                        IFLA_INFO_DATA,
                        data ->
                            data.nested(
                                VETH_INFO_PEER,
                                end ->
                                    named(fixed(end, AF_UNSPEC, 0, 0, 0), peer)
                                        .attributeU32(IFLA_NET_NS_FD, namespace))))
        .build();
  }

  /// To be said where the link under it is.
  ///
  /// @param parent the number of that link
  /// @param namespace an open file: where it is born
  static NetlinkMessage macvlan(Link link, int parent, int namespace) {
    return birth(link)
        .attributeU32(IFLA_LINK, parent)
        .attributeU32(IFLA_NET_NS_FD, namespace)
        .nested(
            IFLA_LINKINFO,
            info ->
                info.attribute(IFLA_INFO_KIND, "macvlan")
                    .nested(
                        IFLA_INFO_DATA,
                        data -> data.attributeU32(IFLA_MACVLAN_MODE, MACVLAN_MODE_BRIDGE)))
        .build();
  }

  /// To be said where its packets are sent from and received. A kernel without GRE answers
  /// `EOPNOTSUPP`.
  ///
  /// @param namespace an open file: where it is born
  static NetlinkMessage gretap(Link link, GreTunnel tunnel, int namespace) {
    return birth(link)
        .attributeU32(IFLA_NET_NS_FD, namespace)
        .nested(
            IFLA_LINKINFO,
            info ->
                info.attribute(IFLA_INFO_KIND, "gretap")
                    .nested(
                        IFLA_INFO_DATA,
                        data ->
                            data.attributeBe16(IFLA_GRE_IFLAGS, GRE_KEY)
                                .attributeBe16(IFLA_GRE_OFLAGS, GRE_KEY)
                                .attributeBe32(IFLA_GRE_IKEY, tunnel.key())
                                .attributeBe32(IFLA_GRE_OKEY, tunnel.key())
                                .attribute(IFLA_GRE_LOCAL, tunnel.local().bytes())
                                .attribute(IFLA_GRE_REMOTE, tunnel.remote().bytes())))
        .build();
  }

  private static NetlinkMessage.Builder address(
      String purpose, int type, int flags, int index, IpPrefix of) {
    return NetlinkMessage.of(purpose, type, flags)
        .u8(family(of.address()))
        .u8(of.length())
        .u8(IFA_F_NODAD)
        .u8(RT_SCOPE_UNIVERSE)
        .u32(index)
        .attribute(IFA_LOCAL, of.address().bytes())
        .attribute(IFA_ADDRESS, of.address().bytes());
  }

  static NetlinkMessage addAddress(NetAction.AddAddress add, int index) {
    var purpose = "give %s to %s".formatted(add.address(), add.link());
    return address(purpose, NEW_ADDRESS, NetlinkMessage.REPLACE, index, add.address()).build();
  }

  static NetlinkMessage removeAddress(NetAction.RemoveAddress remove, int index) {
    var purpose = "take %s from %s".formatted(remove.address(), remove.link());
    return address(purpose, DELETE_ADDRESS, 0, index, remove.address()).build();
  }

  /// An `rtmsg` of the main table.
  ///
  /// @param length of the prefix that it leads to; 0 is the default route
  private static NetlinkMessage.Builder route(
      String purpose, int type, int flags, int family, int length, int routeFlags) {
    return NetlinkMessage.of(purpose, type, flags)
        .u8(family)
        .u8(length)
        .u8(0)
        .u8(0)
        .u8(RT_TABLE_MAIN)
        .u8(RTPROT_BOOT)
        .u8(RT_SCOPE_UNIVERSE)
        .u8(RTN_UNICAST)
        .u32(routeFlags);
  }

  static NetlinkMessage defaultRoute(IpAddress gateway) {
    var purpose = "route all by " + gateway;
    return route(purpose, NEW_ROUTE, NetlinkMessage.REPLACE, family(gateway), 0, 0)
        .attribute(RTA_GATEWAY, gateway.bytes())
        .build();
  }

  static NetlinkMessage addRoute(RouteVia route, int index) {
    return route("route", route, NEW_ROUTE, NetlinkMessage.REPLACE, RTNH_F_ONLINK, index);
  }

  static NetlinkMessage removeRoute(RouteVia route, int index) {
    return route("remove the route", route, DELETE_ROUTE, 0, 0, index);
  }

  private static NetlinkMessage route(
      String purpose, RouteVia route, int type, int flags, int routeFlags, int index) {
    var what = "%s %s by %s of %s".formatted(purpose, route.to(), route.via(), route.link());
    return route(what, type, flags, AF_INET, route.to().length(), routeFlags)
        .attribute(RTA_DST, route.to().address().bytes())
        .attribute(RTA_GATEWAY, route.via().bytes())
        .attributeU32(RTA_OIF, index)
        .build();
  }

  /// An `ndmsg`.
  private static NetlinkMessage.Builder neighbour(
      String purpose, int type, int flags, int family, int index, int state, int entryFlags) {
    return NetlinkMessage.of(purpose, type, flags)
        .u8(family)
        .u8(0)
        .u16(0)
        .u32(index)
        .u16(state)
        .u8(entryFlags)
        .u8(0);
  }

  static NetlinkMessage addForwarding(FdbEntry entry, int index) {
    var flood = entry instanceof FdbEntry.OnTunnel tunnel && tunnel.flood();
    return forwarding(
        entry,
        NEW_NEIGHBOUR,
        flood ? NetlinkMessage.APPEND : NetlinkMessage.REPLACE,
        index,
        flood ? NUD_PERMANENT : NUD_STATIC);
  }

  static NetlinkMessage removeForwarding(FdbEntry entry, int index) {
    return forwarding(entry, DELETE_NEIGHBOUR, 0, index, NUD_PERMANENT);
  }

  private static NetlinkMessage forwarding(
      FdbEntry entry, int type, int flags, int index, int state) {
    var purpose =
        "%s forwarding entry %s".formatted(type == NEW_NEIGHBOUR ? "write" : "remove", entry);
    var where = entry instanceof FdbEntry.OnTunnel ? NTF_SELF : NTF_MASTER;
    var message = neighbour(purpose, type, flags, AF_BRIDGE, index, state, where);
    message.attribute(NDA_LLADDR, bytes(entry.mac()));
    if (entry instanceof FdbEntry.OnTunnel tunnel) {
      message.attribute(NDA_DST, tunnel.end().address().bytes());
      message.attributeBe16(NDA_PORT, tunnel.end().port());
    }
    return message.build();
  }

  static NetlinkMessage addNeighbour(Neighbour entry, int index) {
    var purpose = "write neighbour %s of %s".formatted(entry.address(), entry.link());
    return neighbour(
            purpose,
            NEW_NEIGHBOUR,
            NetlinkMessage.REPLACE,
            family(entry.address()),
            index,
            NUD_PERMANENT,
            0)
        .attribute(NDA_DST, entry.address().bytes())
        .attribute(NDA_LLADDR, bytes(entry.mac()))
        .build();
  }

  static NetlinkMessage removeNeighbour(Neighbour entry, int index) {
    var purpose = "remove neighbour %s of %s".formatted(entry.address(), entry.link());
    return neighbour(purpose, DELETE_NEIGHBOUR, 0, family(entry.address()), index, 0, 0)
        .attribute(NDA_DST, entry.address().bytes())
        .build();
  }
}
