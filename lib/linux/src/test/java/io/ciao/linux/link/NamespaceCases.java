package io.ciao.linux.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.link.NetAction.AddAddress;
import io.ciao.linux.link.NetAction.AddFdb;
import io.ciao.linux.link.NetAction.AddLink;
import io.ciao.linux.link.NetAction.BringUp;
import io.ciao.linux.link.NetAction.DisableOwnIpv6;
import io.ciao.linux.link.NetAction.Enslave;
import io.ciao.linux.link.NetAction.SetAlias;
import io.ciao.linux.link.NetAction.SetDefaultRoute;
import io.ciao.linux.link.NetAction.SetMtu;
import io.ciao.linux.link.NetAction.SetPortFlags;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.nft.NftScript;
import io.ciao.linux.nft.NftTable;
import io.ciao.linux.process.ManagedProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A namespace with bridge, tunnel and ports, what is done to make each, and differences from it.
abstract class NamespaceCases {
  static final NetNamespace.Named OWN = new NetNamespace.Named("own");
  static final NetNamespace NODE = NetNamespace.named("node");
  static final NetNamespace GUEST = NetNamespace.named("guest");
  static final int MTU = 1450;
  static final String MARK = "ciao:subnet=s";
  static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");
  static final MacAddress GUEST_MAC = MacAddress.parse("02:00:ac:10:00:14");
  static final MacAddress REMOTE_MAC = MacAddress.parse("02:00:ac:10:00:1e");
  static final Ipv4Address LOCAL = Ipv4Address.parse("10.0.0.1");
  static final Ipv4Address VTEP = Ipv4Address.parse("10.0.0.2");
  static final Ipv4Address ROUTER = Ipv4Address.parse("172.16.0.254");
  static final Ipv4Address OTHER_ROUTER = Ipv4Address.parse("172.16.0.253");
  static final Ipv4Prefix ADDRESS = Ipv4Prefix.parse("172.16.0.1/24");
  static final Ipv4Prefix NEAR_ADDRESS = Ipv4Prefix.parse("10.9.0.2/30");
  static final Ipv4Prefix GUEST_ADDRESS = Ipv4Prefix.parse("172.16.0.20/24");
  static final Ipv4Prefix OTHER_ADDRESS = Ipv4Prefix.parse("172.16.0.2/24");
  static final ManagedProcess HOLDER = new ManagedProcess(7, 7);
  static final NftTable TABLE = new NftTable("inet", "t", List.of(), List.of());

  static final BridgePort TUNNEL_PORT = new BridgePort("br0", BridgePort.Flags.TUNNEL);
  static final BridgePort GUEST_PORT = new BridgePort("br0", BridgePort.Flags.INSTANCE);
  static final Link BRIDGE =
      new Link("br0", new LinkKind.Bridge(), MAC, MTU, null, MARK, List.of(ADDRESS));
  static final Link TUNNEL =
      new Link(
          "vx",
          new LinkKind.Vxlan(4097, 4789, LOCAL, NODE),
          null,
          MTU,
          TUNNEL_PORT,
          MARK,
          List.of());
  static final Link PEER =
      new Link("eth0", new LinkKind.VethEnd(), GUEST_MAC, MTU, null, MARK, List.of(GUEST_ADDRESS));
  static final Link VETH = veth(PEER, ROUTER);
  static final Link TAP = tap(null);

  static final FdbEntry GUEST_ENTRY = new FdbEntry.OnBridge(GUEST_MAC, "veth");
  static final FdbEntry REMOTE_ENTRY = new FdbEntry.OnBridge(REMOTE_MAC, "vx");
  static final FdbEntry TUNNEL_ENTRY =
      new FdbEntry.OnTunnel(REMOTE_MAC, "vx", new TunnelEnd(VTEP, 4789));
  static final FdbEntry OTHER_ENTRY = new FdbEntry.OnTunnel(MAC, "vx", new TunnelEnd(VTEP, 4789));
  static final Neighbour NEIGHBOUR =
      new Neighbour(Ipv4Address.parse("172.16.0.30"), "br0", REMOTE_MAC);
  static final Neighbour OTHER_NEIGHBOUR =
      new Neighbour(Ipv4Address.parse("172.16.0.31"), "br0", MAC);

  static final List<NetAction> BRIDGE_MADE =
      List.of(
          new AddLink(OWN, BRIDGE),
          new DisableOwnIpv6(OWN, "br0"),
          new SetAlias(OWN, "br0", MARK),
          new BringUp(OWN, "br0"),
          new AddAddress(OWN, "br0", ADDRESS));
  static final List<NetAction> TUNNEL_MADE =
      List.of(
          new AddLink(OWN, TUNNEL),
          new DisableOwnIpv6(OWN, "vx"),
          new Enslave(OWN, "vx", "br0"),
          new SetPortFlags(OWN, "vx", BridgePort.Flags.TUNNEL),
          new SetAlias(OWN, "vx", MARK),
          new BringUp(OWN, "vx"));
  static final List<NetAction> TUNNEL_ENTRIES =
      List.of(new AddFdb(OWN, REMOTE_ENTRY), new AddFdb(OWN, TUNNEL_ENTRY));
  static final List<NetAction> VETH_MADE = vethMade(VETH);
  static final List<NetAction> VETH_UP =
      List.of(
          new BringUp(OWN, "veth"),
          new AddAddress(OWN, "veth", NEAR_ADDRESS),
          new SetAlias(GUEST, "eth0", MARK),
          new BringUp(GUEST, "eth0"),
          new AddAddress(GUEST, "eth0", GUEST_ADDRESS));
  static final List<NetAction> TAP_SET =
      List.of(
          new SetMtu(OWN, "tap", MTU),
          new DisableOwnIpv6(OWN, "tap"),
          new Enslave(OWN, "tap", "br0"),
          new SetPortFlags(OWN, "tap", BridgePort.Flags.INSTANCE),
          new SetAlias(OWN, "tap", MARK));
  static final List<NetAction> GUEST_ROUTE = List.of(new SetDefaultRoute(GUEST, ROUTER));
  static final List<NetAction> OWN_ROUTE = List.of(new SetDefaultRoute(OWN, ROUTER));

  /// A difference and what is done about it.
  record Case(String what, Consumer<FakeKernel> damage, List<NetAction> done) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Case of(String what, Consumer<FakeKernel> damage, NetAction... done) {
    return new Case(what, damage, List.of(done));
  }

  static NamespaceModel model(@Nullable Ipv4Address gateway, Link... ports) {
    var entries = new ArrayList<>(List.of(REMOTE_ENTRY, TUNNEL_ENTRY));
    if (List.of(ports).stream().anyMatch(port -> port.name().equals("veth"))) {
      entries.add(GUEST_ENTRY);
    }
    var links = new ArrayList<>(List.of(BRIDGE, TUNNEL));
    links.addAll(List.of(ports));
    return new NamespaceModel(
        OWN,
        new TreeMap<>(Map.of("net.ipv4.ip_forward", "0", "net.ipv6.conf.all.forwarding", "0")),
        links,
        gateway,
        Forwarding.of(entries, List.of(NEIGHBOUR)),
        List.of(TABLE));
  }

  static NamespaceModel withNeighbourOn(String link, NamespaceModel model) {
    var neighbours = new ArrayList<>(model.forwarding().neighbours());
    neighbours.add(new Neighbour(VTEP, link, GUEST_MAC));
    return new NamespaceModel(
        model.namespace(),
        model.sysctls(),
        model.links(),
        model.defaultGateway(),
        Forwarding.of(model.forwarding().entries(), neighbours),
        model.tables());
  }

  static Link veth(Link peer, @Nullable Ipv4Address gateway) {
    return new Link(
        "veth",
        new LinkKind.Veth(GUEST, peer, gateway),
        null,
        MTU,
        GUEST_PORT,
        MARK,
        List.of(NEAR_ADDRESS));
  }

  static Link tap(@Nullable ManagedProcess holder) {
    return new Link("tap", new LinkKind.Tap(NODE, holder), null, MTU, GUEST_PORT, MARK, List.of());
  }

  static List<NetAction> vethMade(Link veth) {
    return List.of(
        new AddLink(OWN, veth),
        new DisableOwnIpv6(OWN, "veth"),
        new Enslave(OWN, "veth", "br0"),
        new SetPortFlags(OWN, "veth", BridgePort.Flags.INSTANCE),
        new SetAlias(OWN, "veth", MARK));
  }

  static String script(NamespaceModel model) {
    return NftScript.between(model.tables(), List.of()).orElseThrow();
  }

  @SafeVarargs
  static List<NetAction> all(List<NetAction>... parts) {
    var all = new ArrayList<NetAction>();
    for (var part : parts) {
      all.addAll(part);
    }
    return all;
  }

  /// The namespaces around the model's own, which is not there; the node has made a tap.
  static FakeKernel around(NamespaceModel model) {
    var kernel = new FakeKernel(model);
    kernel.create(NODE);
    kernel.create(GUEST);
    kernel.addTap(NODE, "tap");
    return kernel;
  }

  static FakeKernel atRest(NamespaceModel model) {
    var kernel = around(model);
    kernel.apply(done(model, kernel));
    return kernel;
  }

  static FakeKernel damaged(NamespaceModel model, Case each) {
    var kernel = atRest(model);
    each.damage().accept(kernel);
    return kernel;
  }

  static List<NetAction> done(NamespaceModel model, FakeKernel kernel) {
    var decision = NamespaceDecider.decide(model, kernel.read(model));
    assertThat(decision.waiting()).isEmpty();
    return decision.actions();
  }

  static void mac(FakeKernel kernel, NetNamespace where, String name) {
    kernel.change(
        where,
        name,
        a -> FakeKernel.attributes(a, "02:bb:00:00:00:01", a.mtu(), a.alias(), true, a.ownIpv6()));
  }

  static void mtu(FakeKernel kernel, NetNamespace where, String name) {
    kernel.change(
        where, name, a -> FakeKernel.attributes(a, a.mac(), 1280, a.alias(), true, a.ownIpv6()));
  }

  static void alias(FakeKernel kernel, NetNamespace where, String name, String alias) {
    kernel.change(
        where, name, a -> FakeKernel.attributes(a, a.mac(), a.mtu(), alias, true, a.ownIpv6()));
  }

  static void up(FakeKernel kernel, NetNamespace where, String name, boolean up) {
    kernel.change(
        where, name, a -> FakeKernel.attributes(a, a.mac(), a.mtu(), a.alias(), up, a.ownIpv6()));
  }

  static void ownIpv6(FakeKernel kernel, NetNamespace where, String name) {
    kernel.change(
        where, name, a -> FakeKernel.attributes(a, a.mac(), a.mtu(), a.alias(), true, true));
  }

  static void kind(FakeKernel kernel, NetNamespace where, String name, String kind) {
    kernel.change(
        where,
        name,
        a ->
            new ActualLink.Attributes(
                kind, a.peerIndex(), a.mac(), a.mtu(), a.alias(), a.up(), a.ownIpv6()));
  }

  static void otherPeer(FakeKernel kernel, NetNamespace where, String name) {
    kernel.change(
        where,
        name,
        a ->
            new ActualLink.Attributes(
                a.kind(), 900, a.mac(), a.mtu(), a.alias(), a.up(), a.ownIpv6()));
  }

  /// Puts a link there that is up, in place of one of the same name.
  static void found(FakeKernel kernel, NetNamespace where, String name, String kind, String alias) {
    var attributes =
        new ActualLink.Attributes(kind, 0, "02:cc:00:00:00:01", 1500, alias, true, true);
    var link = new ActualLink(name, 900, attributes, null, null, Set.of());
    kernel.links.get(where).put(name, link);
  }

  static void replace(
      FakeKernel kernel, NetNamespace where, String name, UnaryOperator<ActualLink> change) {
    kernel.links.get(where).computeIfPresent(name, (_, link) -> change.apply(link));
  }

  static ActualLink with(ActualLink link, ActualLink.@Nullable Tunnel tunnel) {
    return new ActualLink(
        link.name(), link.index(), link.attributes(), tunnel, link.port(), link.addresses());
  }
}
