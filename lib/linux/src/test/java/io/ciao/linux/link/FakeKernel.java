package io.ciao.linux.link;

import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.nft.NftTableState;
import io.ciao.linux.nft.NftTableStates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A kernel in memory that refuses what the real one refuses, and what must never be: an instance's
/// port that is up without packet rules for it.
final class FakeKernel implements NamespaceReader, NetActionApplier {
  final Map<NetNamespace, TreeMap<String, ActualLink>> links = new HashMap<>();
  final Map<NetNamespace, Ipv4Address> gateways = new HashMap<>();
  final Map<NetNamespace, Ipv6Address> gateways6 = new HashMap<>();
  final TreeSet<FdbEntry> fdb = new TreeSet<>();
  final TreeSet<Neighbour> neighbours = new TreeSet<>();
  final TreeSet<RouteVia> routes = new TreeSet<>();
  final TreeMap<String, String> sysctls = new TreeMap<>();
  List<NftTableState> tables = List.of();

  /// Others where IPv6 was put on: as containers have none.
  private final Set<NetNamespace> withIpv6 = new HashSet<>();

  private final NetNamespace own;
  private NamespaceModel model;
  private int nextIndex = 10;
  private int budget = Integer.MAX_VALUE;

  FakeKernel(NamespaceModel model) {
    this.own = model.namespace();
    this.model = model;
  }

  /// Thrown when the allowed number of actions is used up, as if the agent were killed.
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  void wish(NamespaceModel next) {
    model = next;
  }

  void killAfter(int actions) {
    budget = actions;
  }

  void create(NetNamespace namespace) {
    var present = new TreeMap<String, ActualLink>();
    present.put("lo", link("lo", "", null, false));
    links.put(namespace, present);
  }

  void addTap(NetNamespace namespace, String name) {
    in(namespace).put(name, link(name, "tun", null, false));
  }

  void deleteNamespace() {
    List.copyOf(in(own).keySet()).forEach(name -> remove(own, name));
    links.remove(own);
    fdb.clear();
    neighbours.clear();
    routes.clear();
    sysctls.clear();
    tables = List.of();
    gateways.remove(own);
    gateways6.remove(own);
  }

  @Override
  public ActualNamespace read(NamespaceModel wanted) {
    var others = new HashMap<NetNamespace, ActualNamespace.Links>();
    links.keySet().stream().filter(n -> !n.equals(own)).forEach(n -> others.put(n, view(n)));
    if (!links.containsKey(own)) {
      return ActualNamespace.absent(others);
    }
    return new ActualNamespace(
        true, sysctls, view(own), new Forwarding(fdb, neighbours, routes), tables, others);
  }

  private ActualNamespace.Links view(NetNamespace namespace) {
    return new ActualNamespace.Links(
        true, in(namespace), gateways.get(namespace), gateways6.get(namespace));
  }

  @Override
  public void apply(List<NetAction> actions) {
    for (var action : actions) {
      if (budget-- <= 0) {
        throw new Killed();
      }
      apply(action);
      checkGuard(action);
    }
  }

  private void apply(NetAction action) {
    switch (action) {
      case NetAction.CreateNamespace(var where) -> {
        require(!links.containsKey(where), action);
        create(where);
      }
      case NetAction.WriteSysctls(var where, var values) -> {
        in(where);
        if (where.equals(own)) {
          sysctls.putAll(values);
        } else if ("0".equals(values.get("net.ipv6.conf.all.disable_ipv6"))) {
          withIpv6.add(where);
        }
      }
      case NetAction.DeleteLink(var where, var name) -> {
        require(in(where).containsKey(name), action);
        remove(where, name);
      }
      case NetAction.AddLink(var where, var link) -> add(where, link, action);
      case NetAction.MoveTap(var where, var from, var name) -> {
        var tap = in(from).remove(name);
        require(tap != null && !in(where).containsKey(name), action);
        in(where).put(name, link(name, "tun", null, false));
      }
      case NetAction.ReattachTap(var where, var _, var name, var _) -> {
        require(!in(where).containsKey(name), action);
        in(where).put(name, link(name, "tun", null, false));
      }
      case NetAction.SetMac _,
          NetAction.SetMtu _,
          NetAction.SetAlias _,
          NetAction.DisableOwnIpv6 _,
          NetAction.BringUp _,
          NetAction.Enslave _,
          NetAction.SetPortFlags _,
          NetAction.AddAddress _,
          NetAction.RemoveAddress _,
          NetAction.SetDefaultRoute _ ->
          configure(action);
      case NetAction.AddFdb(var where, var entry) -> {
        require(find(where, entry.link()).port() != null, action);
        fdb.add(entry);
      }
      case NetAction.RemoveFdb(var _, var entry) -> require(fdb.remove(entry), action);
      case NetAction.AddNeighbour(var where, var neighbour) -> {
        require(find(where, neighbour.link()).attributes().up(), action);
        neighbours.removeIf(n -> n.address().equals(neighbour.address()));
        neighbours.add(neighbour);
      }
      case NetAction.RemoveNeighbour(var _, var neighbour) ->
          require(neighbours.remove(neighbour), action);
      case NetAction.AddRoute(var where, var route) -> addRoute(where, route, action);
      case NetAction.RemoveRoute(var _, var route) -> require(routes.remove(route), action);
      case NetAction.ApplyNft(var where, var _) -> {
        in(where);
        tables = model.tables().stream().map(NftTableStates::of).toList();
      }
    }
  }

  private void addRoute(NetNamespace where, RouteVia route, NetAction action) {
    require(find(where, route.link()).attributes().up(), action);
    routes.removeIf(r -> r.to().equals(route.to()));
    routes.add(route);
  }

  private void configure(NetAction action) {
    switch (action) {
      case NetAction.SetMac(var where, var name, var mac) ->
          change(
              where,
              name,
              a -> attributes(a, mac.toString(), a.mtu(), a.alias(), a.up(), a.ownIpv6()));
      case NetAction.SetMtu(var where, var name, var mtu) ->
          change(where, name, a -> attributes(a, a.mac(), mtu, a.alias(), a.up(), a.ownIpv6()));
      case NetAction.SetAlias(var where, var name, var alias) ->
          change(where, name, a -> attributes(a, a.mac(), a.mtu(), alias, a.up(), a.ownIpv6()));
      case NetAction.DisableOwnIpv6(var where, var name) ->
          change(where, name, a -> attributes(a, a.mac(), a.mtu(), a.alias(), a.up(), false));
      case NetAction.BringUp(var where, var name) ->
          change(where, name, a -> attributes(a, a.mac(), a.mtu(), a.alias(), true, a.ownIpv6()));
      case NetAction.Enslave(var where, var name, var bridge) -> {
        require(in(where).containsKey(bridge), action);
        port(where, name, new ActualLink.Port(bridge, true, true, false, false, false));
      }
      case NetAction.SetPortFlags(var where, var name, var flags) -> {
        var port = find(where, name).port();
        require(port != null, action);
        port(
            where,
            name,
            new ActualLink.Port(
                port.bridge(),
                flags.learning(),
                flags.flood(),
                flags.neighbourSuppression(),
                flags.isolated(),
                flags.hairpin()));
      }
      case NetAction.AddAddress(var where, var name, var address) -> {
        var refused = address instanceof Ipv6Prefix && !where.equals(own);
        require(!refused || withIpv6.contains(where), action);
        addresses(where, name, address, true);
      }
      case NetAction.RemoveAddress(var where, var name, var address) ->
          addresses(where, name, address, false);
      case NetAction.SetDefaultRoute(var where, var gateway) -> {
        in(where);
        switch (gateway) {
          case Ipv4Address router -> gateways.put(where, router);
          case Ipv6Address router -> gateways6.put(where, router);
        }
      }
      default -> throw refused(action);
    }
  }

  private void add(NetNamespace where, Link link, NetAction action) {
    require(!in(where).containsKey(link.name()), action);
    var kind =
        switch (link.kind()) {
          case LinkKind.Bridge _ -> "bridge";
          case LinkKind.Vxlan _ -> "vxlan";
          case LinkKind.Veth _ -> "veth";
          case LinkKind.Macvlan _ -> "macvlan";
          case LinkKind.Tap _, LinkKind.VethEnd _, LinkKind.FarEnd _ -> throw refused(action);
        };
    var tunnel =
        link.kind() instanceof LinkKind.Vxlan(var vni, var port, var local, var _)
            ? new ActualLink.Tunnel(vni, port, local, false)
            : null;
    var under =
        link.kind() instanceof LinkKind.Macvlan(var there, var parent)
            ? find(there, parent).index()
            : 0;
    var near = born(link, kind, tunnel, nextIndex++, under);
    if (link.kind() instanceof LinkKind.Veth veth) {
      var there = in(veth.peerNamespace());
      require(!there.containsKey(veth.peer().name()), action);
      var far = born(veth.peer(), "veth", null, nextIndex++, near.index());
      there.put(veth.peer().name(), far);
      near = born(link, "veth", null, near.index(), far.index());
    }
    in(where).put(link.name(), near);
  }

  private static ActualLink born(
      Link link, String kind, ActualLink.@Nullable Tunnel tunnel, int index, int peer) {
    var mac = link.mac() == null ? "02:aa:00:00:00:01" : link.mac().toString();
    return new ActualLink(
        link.name(),
        index,
        new ActualLink.Attributes(kind, peer, mac, link.mtu(), "", false, true),
        tunnel,
        null,
        Set.of());
  }

  void remove(NetNamespace where, String name) {
    var gone = in(where).remove(name);
    if (gone == null) {
      return;
    }
    cleared(where, gone);
    if ("veth".equals(gone.attributes().kind())) {
      for (var namespace : List.copyOf(links.keySet())) {
        for (var far : List.copyOf(in(namespace).values())) {
          if (far.index() == gone.attributes().peerIndex()) {
            in(namespace).remove(far.name());
            cleared(namespace, far);
          }
        }
      }
    }
  }

  /// What goes with a link.
  private void cleared(NetNamespace where, ActualLink gone) {
    if (!gone.addresses().isEmpty()) {
      gateways.remove(where);
      gateways6.remove(where);
    }
    if (!where.equals(own)) {
      return;
    }
    fdb.removeIf(entry -> entry.link().equals(gone.name()));
    neighbours.removeIf(neighbour -> neighbour.link().equals(gone.name()));
    routes.removeIf(route -> route.link().equals(gone.name()));
    for (var port : List.copyOf(in(own).values())) {
      if (port.port() != null && port.port().bridge().equals(gone.name())) {
        in(own).put(port.name(), with(port, port.attributes(), null));
        fdb.removeIf(
            entry -> entry instanceof FdbEntry.OnBridge && entry.link().equals(port.name()));
      }
    }
  }

  /// The safety property: whatever is up in the bridge as an instance's port is guarded.
  private void checkGuard(NetAction action) {
    var guarded = new HashSet<String>();
    for (var table : tables) {
      if ("port".equals(table.name())) {
        guarded.addAll(table.sets().get("ports").elements().keySet());
      }
    }
    for (var link : links.getOrDefault(own, new TreeMap<>()).values()) {
      var kind = link.attributes().kind();
      var instance = link.name().startsWith("p-") && ("veth".equals(kind) || "tun".equals(kind));
      if (instance && link.attributes().up() && !guarded.contains(link.name())) {
        throw new AssertionError("port " + link.name() + " is up unguarded after " + action);
      }
    }
  }

  private TreeMap<String, ActualLink> in(NetNamespace namespace) {
    var present = links.get(namespace);
    if (present == null) {
      throw new AssertionError("no such namespace: " + namespace);
    }
    return present;
  }

  private ActualLink find(NetNamespace where, String name) {
    var link = in(where).get(name);
    if (link == null) {
      throw new AssertionError("no link " + name + " in " + where);
    }
    return link;
  }

  private ActualLink link(
      String name, String kind, ActualLink.@Nullable Tunnel tunnel, boolean up) {
    return new ActualLink(
        name,
        nextIndex++,
        new ActualLink.Attributes(kind, 0, "02:aa:00:00:00:02", 1500, "", up, true),
        tunnel,
        null,
        Set.of());
  }

  interface Change {
    ActualLink.Attributes of(ActualLink.Attributes before);
  }

  void change(NetNamespace where, String name, Change change) {
    var link = find(where, name);
    in(where).put(name, with(link, change.of(link.attributes()), link.port()));
  }

  void port(NetNamespace where, String name, ActualLink.@Nullable Port port) {
    var link = find(where, name);
    in(where).put(name, with(link, link.attributes(), port));
  }

  void addresses(NetNamespace where, String name, IpPrefix address, boolean add) {
    var link = find(where, name);
    var addresses = new ArrayList<>(link.addresses());
    if (add) {
      addresses.add(address);
    } else {
      addresses.remove(address);
    }
    in(where)
        .put(
            name,
            new ActualLink(
                name,
                link.index(),
                link.attributes(),
                link.tunnel(),
                link.port(),
                Set.copyOf(addresses)));
  }

  private static ActualLink with(
      ActualLink link, ActualLink.Attributes attributes, ActualLink.@Nullable Port port) {
    return new ActualLink(
        link.name(), link.index(), attributes, link.tunnel(), port, link.addresses());
  }

  static ActualLink.Attributes attributes(
      ActualLink.Attributes a, String mac, int mtu, String alias, boolean up, boolean ownIpv6) {
    return new ActualLink.Attributes(a.kind(), a.peerIndex(), mac, mtu, alias, up, ownIpv6);
  }

  private static void require(boolean holds, NetAction action) {
    if (!holds) {
      throw refused(action);
    }
  }

  private static AssertionError refused(NetAction action) {
    return new AssertionError("the kernel refuses " + action);
  }
}
