package io.ciao.linux.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.linux.link.NetAction.AddAddress;
import io.ciao.linux.link.NetAction.AddFdb;
import io.ciao.linux.link.NetAction.AddNeighbour;
import io.ciao.linux.link.NetAction.ApplyNft;
import io.ciao.linux.link.NetAction.BringUp;
import io.ciao.linux.link.NetAction.CreateNamespace;
import io.ciao.linux.link.NetAction.DeleteLink;
import io.ciao.linux.link.NetAction.DisableOwnIpv6;
import io.ciao.linux.link.NetAction.Enslave;
import io.ciao.linux.link.NetAction.MoveTap;
import io.ciao.linux.link.NetAction.RemoveAddress;
import io.ciao.linux.link.NetAction.RemoveFdb;
import io.ciao.linux.link.NetAction.RemoveNeighbour;
import io.ciao.linux.link.NetAction.SetAlias;
import io.ciao.linux.link.NetAction.SetDefaultRoute;
import io.ciao.linux.link.NetAction.SetMac;
import io.ciao.linux.link.NetAction.SetMtu;
import io.ciao.linux.link.NetAction.SetPortFlags;
import io.ciao.linux.link.NetAction.WriteSysctls;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is done about one difference each between a namespace and its model: all of it, in order.
final class NamespaceDeciderTest extends NamespaceCases {
  @Test
  void everythingIsMadeInOrder() {
    var model = model(ROUTER, VETH, TAP);
    var kernel = around(model);
    assertThat(done(model, kernel))
        .isEqualTo(
            all(
                List.of(
                    new CreateNamespace(OWN),
                    new WriteSysctls(OWN, model.sysctls()),
                    new ApplyNft(OWN, script(model)),
                    new BringUp(OWN, "lo")),
                BRIDGE_MADE,
                TUNNEL_MADE,
                VETH_MADE,
                List.of(new MoveTap(OWN, NODE, "tap")),
                TAP_SET,
                List.of(new AddFdb(OWN, GUEST_ENTRY)),
                TUNNEL_ENTRIES,
                List.of(new AddNeighbour(OWN, NEIGHBOUR)),
                VETH_UP,
                GUEST_ROUTE,
                List.of(new BringUp(OWN, "tap")),
                OWN_ROUTE));
  }

  @Test
  void nothingIsDoneAtRest() {
    var model = model(ROUTER, VETH, TAP);
    var kernel = atRest(model);
    assertThat(NamespaceDecider.decide(model, kernel.read(model)))
        .isEqualTo(new NetDecision(List.of(), List.of()));
  }

  static Stream<Case> settings() {
    return Stream.of(
        of(
            "a setting",
            kernel -> kernel.sysctls.put("net.ipv4.ip_forward", "1"),
            new WriteSysctls(OWN, new TreeMap<>(Map.of("net.ipv4.ip_forward", "0")))),
        of(
            "a setting that is not there",
            kernel -> kernel.sysctls.remove("net.ipv4.ip_forward"),
            new WriteSysctls(OWN, new TreeMap<>(Map.of("net.ipv4.ip_forward", "0")))),
        of(
            "packet rules",
            kernel -> kernel.tables = List.of(),
            new ApplyNft(OWN, script(model(ROUTER)))),
        of("lo down", kernel -> up(kernel, OWN, "lo", false), new BringUp(OWN, "lo")),
        of("no lo", kernel -> kernel.remove(OWN, "lo"), new BringUp(OWN, "lo")),
        of(
            "no default route",
            kernel -> kernel.gateways.remove(OWN),
            new SetDefaultRoute(OWN, ROUTER)),
        of(
            "another default route",
            kernel -> kernel.gateways.put(OWN, OTHER_ROUTER),
            new SetDefaultRoute(OWN, ROUTER)));
  }

  static Stream<Case> linksThatStay() {
    return Stream.of(
        of("mac", kernel -> mac(kernel, OWN, "br0"), new SetMac(OWN, "br0", MAC)),
        of("a mac that may be any", kernel -> mac(kernel, OWN, "vx")),
        of("mtu", kernel -> mtu(kernel, OWN, "br0"), new SetMtu(OWN, "br0", MTU)),
        of("alias", kernel -> alias(kernel, OWN, "br0", ""), new SetAlias(OWN, "br0", MARK)),
        of("down", kernel -> up(kernel, OWN, "vx", false), new BringUp(OWN, "vx")),
        of("own IPv6", kernel -> ownIpv6(kernel, OWN, "vx"), new DisableOwnIpv6(OWN, "vx")),
        of(
            "no address",
            kernel -> kernel.addresses(OWN, "br0", ADDRESS, false),
            new AddAddress(OWN, "br0", ADDRESS)),
        of(
            "another address",
            kernel -> {
              kernel.addresses(OWN, "br0", ADDRESS, false);
              kernel.addresses(OWN, "br0", OTHER_ADDRESS, true);
            },
            new RemoveAddress(OWN, "br0", OTHER_ADDRESS),
            new AddAddress(OWN, "br0", ADDRESS)),
        of(
            "in no bridge",
            kernel -> kernel.port(OWN, "vx", null),
            new Enslave(OWN, "vx", "br0"),
            new SetPortFlags(OWN, "vx", BridgePort.Flags.TUNNEL)),
        of(
            "in another bridge",
            kernel ->
                kernel.port(OWN, "vx", new ActualLink.Port("br1", false, true, true, true, false)),
            new Enslave(OWN, "vx", "br0"),
            new SetPortFlags(OWN, "vx", BridgePort.Flags.TUNNEL)),
        flags("learning", true, true, true, true, false),
        flags("no flood", false, false, true, true, false),
        flags("no suppression", false, true, false, true, false),
        flags("not isolated", false, true, true, false, false),
        flags("hairpin", false, true, true, true, true));
  }

  private static Case flags(
      String what,
      boolean learning,
      boolean flood,
      boolean suppression,
      boolean isolated,
      boolean hairpin) {
    var port = new ActualLink.Port("br0", learning, flood, suppression, isolated, hairpin);
    return of(
        what,
        kernel -> kernel.port(OWN, "vx", port),
        new SetPortFlags(OWN, "vx", BridgePort.Flags.TUNNEL));
  }

  static Stream<Case> forwarding() {
    return Stream.of(
        of("no entry", kernel -> kernel.fdb.remove(TUNNEL_ENTRY), new AddFdb(OWN, TUNNEL_ENTRY)),
        of(
            "an entry too much",
            kernel -> kernel.fdb.add(OTHER_ENTRY),
            new RemoveFdb(OWN, OTHER_ENTRY)),
        of(
            "another entry",
            kernel -> {
              kernel.fdb.remove(TUNNEL_ENTRY);
              kernel.fdb.add(OTHER_ENTRY);
            },
            new RemoveFdb(OWN, OTHER_ENTRY),
            new AddFdb(OWN, TUNNEL_ENTRY)),
        of(
            "an entry of somebody else's link",
            kernel -> kernel.fdb.add(new FdbEntry.OnBridge(MAC, "foreign"))),
        of(
            "no neighbour",
            kernel -> kernel.neighbours.remove(NEIGHBOUR),
            new AddNeighbour(OWN, NEIGHBOUR)),
        of(
            "a neighbour too much",
            kernel -> kernel.neighbours.add(OTHER_NEIGHBOUR),
            new RemoveNeighbour(OWN, OTHER_NEIGHBOUR)),
        of(
            "another neighbour",
            kernel -> {
              kernel.neighbours.remove(NEIGHBOUR);
              kernel.neighbours.add(OTHER_NEIGHBOUR);
            },
            new RemoveNeighbour(OWN, OTHER_NEIGHBOUR),
            new AddNeighbour(OWN, NEIGHBOUR)),
        of(
            "a neighbour on somebody else's link",
            kernel -> kernel.neighbours.add(new Neighbour(VTEP, "foreign", MAC))));
  }

  static Stream<Case> linksTooMuch() {
    return Stream.of(
        of(
            "ours",
            kernel -> found(kernel, OWN, "old", "veth", MARK),
            new DeleteLink(OWN, "old"),
            new SetDefaultRoute(OWN, ROUTER)),
        of(
            "a port without a mark",
            kernel -> found(kernel, OWN, "p-0123456789ab", "tun", ""),
            new DeleteLink(OWN, "p-0123456789ab"),
            new SetDefaultRoute(OWN, ROUTER)),
        of("somebody else's", kernel -> found(kernel, OWN, "foreign", "veth", "")),
        of(
            "somebody else's with the name of a port",
            kernel -> found(kernel, OWN, "p-0123456789ab", "veth", "mine")),
        of(
            "ours with entries, which go with it",
            kernel -> {
              found(kernel, OWN, "old", "veth", MARK);
              kernel.fdb.add(new FdbEntry.OnBridge(MAC, "old"));
              kernel.neighbours.add(new Neighbour(VTEP, "old", MAC));
              kernel.addresses(OWN, "old", OTHER_ADDRESS, true);
            },
            new DeleteLink(OWN, "old"),
            new SetDefaultRoute(OWN, ROUTER)));
  }

  @ParameterizedTest
  @MethodSource({"settings", "linksThatStay", "forwarding", "linksTooMuch"})
  void aDifferenceIsMended(Case each) {
    var model = model(ROUTER);
    assertThat(done(model, damaged(model, each))).isEqualTo(each.done());
  }

  static Stream<Case> otherTunnels() {
    return Stream.of(
        tunnel("none", null),
        tunnel("another network", new ActualLink.Tunnel(4098, 4789, LOCAL, false)),
        tunnel("another port", new ActualLink.Tunnel(4097, 8472, LOCAL, false)),
        tunnel("another node", new ActualLink.Tunnel(4097, 4789, VTEP, false)),
        tunnel("one that learns", new ActualLink.Tunnel(4097, 4789, LOCAL, true)));
  }

  private static Case tunnel(String what, ActualLink.@Nullable Tunnel tunnel) {
    return of(what, kernel -> replace(kernel, OWN, "vx", link -> with(link, tunnel)));
  }

  /// What hung on it goes with it, so nothing of that is removed and all of it is added again.
  @ParameterizedTest
  @MethodSource("otherTunnels")
  void anotherTunnelIsMadeAnew(Case each) {
    var model = model(ROUTER);
    var kernel = damaged(model, each);
    kernel.fdb.add(OTHER_ENTRY);
    kernel.addresses(OWN, "vx", OTHER_ADDRESS, true);
    assertThat(done(model, kernel))
        .isEqualTo(all(List.of(new DeleteLink(OWN, "vx")), TUNNEL_MADE, TUNNEL_ENTRIES, OWN_ROUTE));
  }

  @Test
  void whatIsNoBridgeIsMadeAnewWithItsNeighbours() {
    var model = model(ROUTER);
    var kernel = atRest(model);
    found(kernel, OWN, "br0", "veth", MARK);
    kernel.neighbours.add(OTHER_NEIGHBOUR);
    assertThat(done(model, kernel))
        .isEqualTo(
            all(
                List.of(new DeleteLink(OWN, "br0")),
                BRIDGE_MADE,
                List.of(new AddNeighbour(OWN, NEIGHBOUR)),
                OWN_ROUTE));
  }

  @Test
  void aRouteThatNobodyWantsIsLeft() {
    var model = model(null);
    var kernel = atRest(model);
    kernel.gateways.put(OWN, ROUTER);
    found(kernel, OWN, "old", "veth", MARK);
    assertThat(done(model, kernel)).isEqualTo(List.of(new DeleteLink(OWN, "old")));
  }
}
