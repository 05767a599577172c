package io.ciao.linux.link;

import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.netlink.NetlinkReply;
import io.ciao.linux.netlink.NetlinkSocket;
import io.ciao.linux.nft.NftRuleset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads by rtnetlink and from /proc/sys: a socket for the namespace and one for each other that
/// its model refers to. Safe for many threads.
public final class NetlinkReader implements NamespaceReader {
  private final NetworkNamespaces namespaces;
  private final NftRuleset nft;

  public NetlinkReader(NetworkNamespaces namespaces, NftRuleset nft) {
    this.namespaces = namespaces;
    this.nft = nft;
  }

  @Override
  public ActualNamespace read(NamespaceModel model) {
    var others = others(model);
    var namespace = model.namespace();
    if (!namespaces.exists(namespace)) {
      return ActualNamespace.absent(others);
    }
    var sysctls = Sysctls.read(namespace, model.sysctls().keySet());
    var tables = nft.read(namespace);
    try (var socket = NetlinkSocket.open(namespace)) {
      var links = new LinkReplies(socket.list(LinkMessages.allLinks()));
      var routes = socket.list(LinkMessages.allRoutes());
      return new ActualNamespace(
          true,
          sysctls,
          links(socket, links, routes),
          Forwarding.of(
              links.forwarding(socket.list(LinkMessages.allForwarding())),
              links.neighbours(socket.list(LinkMessages.allNeighbours())),
              links.routesVia(routes)),
          tables,
          others);
    }
  }

  private Map<NetNamespace, ActualNamespace.Links> others(NamespaceModel model) {
    var found = new HashMap<NetNamespace, ActualNamespace.Links>();
    for (var link : model.links()) {
      switch (link.kind()) {
        case LinkKind.Veth veth -> found.computeIfAbsent(veth.peerNamespace(), this::links);
        case LinkKind.Macvlan macvlan ->
            found.computeIfAbsent(macvlan.parentNamespace(), this::links);
        case LinkKind.Tap tap -> found.computeIfAbsent(tap.bornIn(), this::links);
        case LinkKind.Bridge _, LinkKind.Vxlan _, LinkKind.VethEnd _, LinkKind.FarEnd _ -> {
          // Nothing of it lives elsewhere.
        }
      }
    }
    return found;
  }

  private ActualNamespace.Links links(NetNamespace namespace) {
    if (!namespaces.exists(namespace)) {
      return ActualNamespace.Links.ABSENT;
    }
    try (var socket = NetlinkSocket.open(namespace)) {
      return links(
          socket,
          new LinkReplies(socket.list(LinkMessages.allLinks())),
          socket.list(LinkMessages.allRoutes()));
    }
  }

  private static ActualNamespace.Links links(
      NetlinkSocket socket, LinkReplies links, List<NetlinkReply> routes) {
    return new ActualNamespace.Links(
        true,
        links.byName(socket.list(LinkMessages.allAddresses())),
        LinkReplies.defaultGateway(routes),
        LinkReplies.defaultGateway6(socket.list(LinkMessages.allRoutes6())));
  }
}
