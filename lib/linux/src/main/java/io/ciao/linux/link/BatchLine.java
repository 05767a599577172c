package io.ciao.linux.link;

import io.ciao.linux.net.NetNamespace;

/// One line for `ip -batch` or `bridge -batch`. Pure; every value in a line is of a checked type,
/// so none can smuggle in a second command.
///
/// @param namespace where the line is run, which for a tunnel or the far end of a pair is not where
///   the link will be
record BatchLine(Program program, NetNamespace namespace, String text) {
  enum Program {
    IP("ip"),
    BRIDGE("bridge");

    private final String command;

    Program(String command) {
      this.command = command;
    }

    String command() {
      return command;
    }
  }

  private static BatchLine ip(NetNamespace where, String text) {
    return new BatchLine(Program.IP, where, text);
  }

  private static BatchLine bridge(NetNamespace where, String text) {
    return new BatchLine(Program.BRIDGE, where, text);
  }

  /// The line of an action that `ip` or `bridge` can do.
  static BatchLine of(NetAction action) {
    return switch (action) {
      case NetAction.AddLink add -> add(add.namespace(), add.link());
      case NetAction.DeleteLink(var where, var link) ->
          ip(where, "link del dev %s".formatted(link));
      case NetAction.MoveTap(var where, var from, var link) ->
          ip(from, "link set dev %s netns %s".formatted(link, where.targetName()));
      case NetAction.SetMac(var where, var link, var mac) ->
          ip(where, "link set dev %s address %s".formatted(link, mac));
      case NetAction.SetMtu(var where, var link, var mtu) ->
          ip(where, "link set dev %s mtu %s".formatted(link, mtu));
      case NetAction.SetAlias(var where, var link, var alias) ->
          ip(where, "link set dev %s alias %s".formatted(link, alias));
      case NetAction.DisableOwnIpv6(var where, var link) ->
          ip(where, "link set dev %s addrgenmode none".formatted(link));
      case NetAction.Enslave(var where, var link, var bridge) ->
          ip(where, "link set dev %s master %s".formatted(link, bridge));
      case NetAction.SetPortFlags(var where, var link, var flags) ->
          bridge(
              where,
              "link set dev %s learning %s flood %s neigh_suppress %s isolated %s"
                  .formatted(
                      link,
                      onOff(flags.learning()),
                      onOff(flags.flood()),
                      onOff(flags.neighbourSuppression()),
                      onOff(flags.isolated())));
      case NetAction.BringUp(var where, var link) ->
          ip(where, "link set dev %s up".formatted(link));
      case NetAction.AddAddress(var where, var link, var address) ->
          ip(where, "addr replace %s dev %s".formatted(address, link));
      case NetAction.RemoveAddress(var where, var link, var address) ->
          ip(where, "addr del %s dev %s".formatted(address, link));
      case NetAction.SetDefaultRoute(var where, var gateway) ->
          ip(where, "route replace default via %s".formatted(gateway));
      case NetAction.AddFdb(var where, var entry) -> addFdb(where, entry);
      case NetAction.RemoveFdb(var where, var entry) -> removeFdb(where, entry);
      case NetAction.AddNeighbour(var where, var neighbour) ->
          ip(
              where,
              "neigh replace %s lladdr %s dev %s nud permanent"
                  .formatted(neighbour.address(), neighbour.mac(), neighbour.link()));
      case NetAction.RemoveNeighbour(var where, var neighbour) ->
          ip(where, "neigh del %s dev %s".formatted(neighbour.address(), neighbour.link()));
      case NetAction.CreateNamespace _,
          NetAction.WriteSysctls _,
          NetAction.ReattachTap _,
          NetAction.ApplyNft _ ->
          throw new IllegalStateException("no batch line for " + action);
    };
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
  }

  private static BatchLine addFdb(NetNamespace where, FdbEntry entry) {
    return switch (entry) {
      case FdbEntry.OnBridge(var mac, var link) ->
          bridge(where, "fdb replace %s dev %s master static".formatted(mac, link));
      case FdbEntry.OnTunnel tunnel when tunnel.flood() ->
          bridge(
              where,
              "fdb append %s dev %s dst %s port %s self permanent"
                  .formatted(
                      tunnel.mac(), tunnel.link(), tunnel.end().address(), tunnel.end().port()));
      case FdbEntry.OnTunnel(var mac, var link, var end) ->
          bridge(
              where,
              "fdb replace %s dev %s dst %s port %s self static"
                  .formatted(mac, link, end.address(), end.port()));
    };
  }

  private static BatchLine removeFdb(NetNamespace where, FdbEntry entry) {
    return switch (entry) {
      case FdbEntry.OnBridge(var mac, var link) ->
          bridge(where, "fdb del %s dev %s master".formatted(mac, link));
      case FdbEntry.OnTunnel(var mac, var link, var end) ->
          bridge(
              where,
              "fdb del %s dev %s dst %s port %s self"
                  .formatted(mac, link, end.address(), end.port()));
    };
  }

  private static BatchLine add(NetNamespace where, Link link) {
    var birth = birth(link);
    return switch (link.kind()) {
      case LinkKind.Bridge _ ->
          ip(where, "link add %s type bridge forward_delay 0 mcast_snooping 0".formatted(birth));
      case LinkKind.Vxlan(var vni, var port, var local, var socketNamespace) ->
          // Made where its socket stays, born where it is used.
          ip(
              socketNamespace,
              "link add %s netns %s type vxlan id %s dstport %s local %s nolearning"
                  .formatted(birth, where.targetName(), vni, port, local));
      case LinkKind.Veth(var peerNamespace, var peer, var _) -> {
        if (peerNamespace instanceof NetNamespace.Current) {
          // Only from outside can a pair have an end in the current namespace.
          yield ip(
              peerNamespace,
              "link add %s type veth peer %s netns %s"
                  .formatted(birth(peer), birth, where.targetName()));
        }
        yield ip(
            where,
            "link add %s type veth peer %s netns %s"
                .formatted(birth, birth(peer), peerNamespace.targetName()));
      }
      case LinkKind.Tap _, LinkKind.VethEnd _, LinkKind.FarEnd _ ->
          throw new IllegalStateException("a " + link.kind() + " is not added by itself");
    };
  }

  private static String birth(Link link) {
    var mac = link.mac();
    return "name "
        + link.name()
        + " mtu "
        + link.mtu()
        + (mac == null ? "" : " address " + mac.toString());
  }
}
