package io.ciao.linux.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.linux.link.NetAction.AddAddress;
import io.ciao.linux.link.NetAction.AddFdb;
import io.ciao.linux.link.NetAction.AddLink;
import io.ciao.linux.link.NetAction.BringUp;
import io.ciao.linux.link.NetAction.DeleteLink;
import io.ciao.linux.link.NetAction.DisableOwnIpv6;
import io.ciao.linux.link.NetAction.Enslave;
import io.ciao.linux.link.NetAction.MoveTap;
import io.ciao.linux.link.NetAction.ReattachTap;
import io.ciao.linux.link.NetAction.RemoveAddress;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is done about pairs and taps of a namespace: all of it, in order.
final class NamespacePortsTest extends NamespaceCases {
  static Stream<Case> peers() {
    return Stream.of(
        of("mac", kernel -> mac(kernel, GUEST, "eth0"), new SetMac(GUEST, "eth0", GUEST_MAC)),
        of("mtu", kernel -> mtu(kernel, GUEST, "eth0"), new SetMtu(GUEST, "eth0", MTU)),
        of(
            "alias",
            kernel -> alias(kernel, GUEST, "eth0", "mine"),
            new SetAlias(GUEST, "eth0", MARK)),
        of("down", kernel -> up(kernel, GUEST, "eth0", false), new BringUp(GUEST, "eth0")),
        of("own IPv6, which a guest may have", kernel -> ownIpv6(kernel, GUEST, "eth0")),
        of(
            "no address",
            kernel -> kernel.addresses(GUEST, "eth0", GUEST_ADDRESS, false),
            new AddAddress(GUEST, "eth0", GUEST_ADDRESS)),
        of(
            "an address too much, which a guest may have",
            kernel -> kernel.addresses(GUEST, "eth0", OTHER_ADDRESS, true)),
        of(
            "no default route",
            kernel -> kernel.gateways.remove(GUEST),
            new SetDefaultRoute(GUEST, ROUTER)),
        of(
            "another default route",
            kernel -> kernel.gateways.put(GUEST, OTHER_ROUTER),
            new SetDefaultRoute(GUEST, ROUTER)),
        of("near end: down", kernel -> up(kernel, OWN, "veth", false), new BringUp(OWN, "veth")),
        of("near end: mtu", kernel -> mtu(kernel, OWN, "veth"), new SetMtu(OWN, "veth", MTU)),
        of(
            "near end: no address",
            kernel -> kernel.addresses(OWN, "veth", NEAR_ADDRESS, false),
            new AddAddress(OWN, "veth", NEAR_ADDRESS)),
        of(
            "near end: an address too much",
            kernel -> kernel.addresses(OWN, "veth", OTHER_ADDRESS, true),
            new RemoveAddress(OWN, "veth", OTHER_ADDRESS)));
  }

  @ParameterizedTest
  @MethodSource("peers")
  void bothEndsOfAPairAreMended(Case each) {
    var model = model(ROUTER, VETH);
    assertThat(done(model, damaged(model, each))).isEqualTo(each.done());
  }

  static Stream<Case> brokenPairs() {
    return Stream.of(
        of("no far end", kernel -> kernel.links.get(GUEST).remove("eth0")),
        of("another kind there", kernel -> kind(kernel, GUEST, "eth0", "tun")),
        of("another kind here", kernel -> kind(kernel, OWN, "veth", "tun")),
        of("another far end", kernel -> otherPeer(kernel, OWN, "veth")),
        of("the far end of another pair", kernel -> otherPeer(kernel, GUEST, "eth0")));
  }

  /// The far end goes with the near one, and its addresses and its route with it.
  @ParameterizedTest
  @MethodSource("brokenPairs")
  void aBrokenPairIsMadeAnew(Case each) {
    var model = model(null, VETH);
    assertThat(done(model, damaged(model, each)))
        .isEqualTo(
            all(
                List.of(new DeleteLink(OWN, "veth")),
                VETH_MADE,
                List.of(new AddFdb(OWN, GUEST_ENTRY)),
                VETH_UP,
                GUEST_ROUTE));
  }

  @Test
  void aFarEndThatWasLeftIsInTheWay() {
    var model = model(null, VETH);
    var kernel = atRest(model);
    kernel.links.get(OWN).remove("veth");
    kernel.fdb.remove(GUEST_ENTRY);
    assertThat(done(model, kernel))
        .isEqualTo(
            all(
                List.of(new DeleteLink(GUEST, "eth0")),
                VETH_MADE,
                List.of(new AddFdb(OWN, GUEST_ENTRY)),
                VETH_UP,
                GUEST_ROUTE));
  }

  @Test
  void somebodyElsesLinkIsNotRemovedForAFarEnd() {
    var model = model(null, VETH);
    var kernel = atRest(model(null));
    found(kernel, GUEST, "eth0", "veth", "");
    assertThat(done(model, kernel))
        .isEqualTo(all(VETH_MADE, List.of(new AddFdb(OWN, GUEST_ENTRY)), VETH_UP, GUEST_ROUTE));
  }

  @Test
  void aPairWithoutARouterSetsNoRoute() {
    var veth = veth(PEER, null);
    var model = model(null, veth);
    assertThat(done(model, atRest(model(null))))
        .isEqualTo(all(vethMade(veth), List.of(new AddFdb(OWN, GUEST_ENTRY)), VETH_UP));
  }

  /// A container's namespace has no IPv6 until it is put on, and then its link has no address.
  @Test
  void aContainersIpv6AddressNeedsIpv6() {
    var address = Ipv6Prefix.parse("fd00:a::5/64");
    var router = Ipv6Address.parse("fd00:a::1");
    var peer =
        new Link(
            "eth0",
            new LinkKind.VethEnd(),
            GUEST_MAC,
            MTU,
            null,
            MARK,
            List.of(GUEST_ADDRESS, address));
    var veth =
        new Link(
            "veth",
            new LinkKind.Veth(GUEST, peer, ROUTER, router),
            null,
            MTU,
            GUEST_PORT,
            MARK,
            List.of(NEAR_ADDRESS));
    var model = model(null, veth);
    var kernel = atRest(model(null));
    kernel.apply(done(model, kernel));
    assertThat(done(model, kernel)).isEmpty();

    kernel.addresses(GUEST, "eth0", address, false);
    kernel.gateways6.remove(GUEST);
    assertThat(done(model, kernel))
        .isEqualTo(
            List.of(
                new WriteSysctls(
                    GUEST,
                    new TreeMap<>(
                        Map.of(
                            "net.ipv6.conf.all.disable_ipv6",
                            "0",
                            "net.ipv6.conf.eth0.accept_ra",
                            "0"))),
                new AddAddress(GUEST, "eth0", address),
                new SetDefaultRoute(GUEST, router)));
  }

  @Test
  void aFarEndInABridgeHasNoIpv6OfItsOwn() {
    var peer =
        new Link(
            "up",
            new LinkKind.VethEnd(),
            null,
            MTU,
            new BridgePort("ext", BridgePort.Flags.ORDINARY),
            MARK,
            List.of());
    var veth = veth(peer, null);
    var model = model(null, veth);
    var kernel = atRest(model(null));
    assertThat(NamespaceDecider.decide(model, kernel.read(model)))
        .isEqualTo(
            new NetDecision(
                List.of(), List.of(new Waiting("veth", "namespace guest has no bridge ext"))));

    found(kernel, GUEST, "ext", "bridge", "");
    assertThat(done(model, kernel))
        .isEqualTo(
            all(
                vethMade(veth),
                List.of(
                    new AddFdb(OWN, GUEST_ENTRY),
                    new BringUp(OWN, "veth"),
                    new AddAddress(OWN, "veth", NEAR_ADDRESS),
                    new DisableOwnIpv6(GUEST, "up"),
                    new Enslave(GUEST, "up", "ext"),
                    new SetPortFlags(GUEST, "up", BridgePort.Flags.ORDINARY),
                    new SetAlias(GUEST, "up", MARK),
                    new BringUp(GUEST, "up"))));
  }

  @Test
  void theFarEndOfAPairIsKeptAsItShallBeAndNotMissed() {
    var end = new Link("far", new LinkKind.FarEnd(), null, MTU, TUNNEL_PORT, MARK, List.of());
    var model = withNeighbourOn("far", model(null, end));
    var kernel = atRest(model(null));
    assertThat(done(model, kernel)).isEmpty();

    found(kernel, OWN, "far", "veth", MARK);
    assertThat(done(model, kernel))
        .contains(
            new Enslave(OWN, "far", "br0"), new SetPortFlags(OWN, "far", BridgePort.Flags.TUNNEL))
        .noneMatch(action -> action instanceof DeleteLink || action instanceof AddLink);
    kernel.apply(done(model, kernel));
    assertThat(done(model, kernel)).isEmpty();
  }

  /// Nothing is done to a link that is not there: no entry, no neighbour, not up.
  @Test
  void aPairWaitsForItsNamespace() {
    var model = withNeighbourOn("veth", model(null, VETH));
    var kernel = atRest(model(null));
    kernel.links.remove(GUEST);
    assertThat(NamespaceDecider.decide(model, kernel.read(model)))
        .isEqualTo(
            new NetDecision(List.of(), List.of(new Waiting("veth", "namespace guest is gone"))));
  }

  /// It would be refused: only what that link has says how the router is reached.
  @Test
  void aRouteWaitsForTheLinkThatLeadsToItsRouter() {
    var router = Ipv4Address.parse("10.9.0.1");
    var waits = model(router, VETH);
    var kernel = atRest(model(null));
    assertThat(done(waits, kernel)).contains(new SetDefaultRoute(OWN, router));

    kernel.links.remove(GUEST);
    assertThat(NamespaceDecider.decide(waits, kernel.read(waits)).actions()).isEmpty();
    var another = model(ROUTER, VETH);
    assertThat(NamespaceDecider.decide(another, kernel.read(another)).actions())
        .isEqualTo(OWN_ROUTE);
  }

  @Test
  void aTapThatIsNotMadeYetIsWaitedFor() {
    var model = withNeighbourOn("tap", model(null, TAP));
    var kernel = atRest(model(null));
    kernel.remove(NODE, "tap");
    assertThat(NamespaceDecider.decide(model, kernel.read(model)))
        .isEqualTo(
            new NetDecision(List.of(), List.of(new Waiting("tap", "its tap is not made yet"))));
  }

  @Test
  void aTapThatIsMadeIsMovedInWhoeverHoldsIt() {
    var model = model(null, tap(HOLDER));
    assertThat(done(model, atRest(model(null))))
        .isEqualTo(
            all(List.of(new MoveTap(OWN, NODE, "tap")), TAP_SET, List.of(new BringUp(OWN, "tap"))));
  }

  @Test
  void aTapThatIsGoneIsPutBackUnderItsHolder() {
    var model = model(null, tap(HOLDER));
    var kernel = atRest(model);
    kernel.remove(OWN, "tap");
    assertThat(done(model, kernel))
        .isEqualTo(
            all(
                List.of(new ReattachTap(OWN, NODE, "tap", HOLDER)),
                TAP_SET,
                List.of(new BringUp(OWN, "tap"))));
  }

  @Test
  void aNewerTapTakesThePlaceOfTheOld() {
    var model = model(null, tap(HOLDER));
    var kernel = atRest(model);
    kernel.addTap(NODE, "tap");
    assertThat(done(model, kernel))
        .isEqualTo(
            all(
                List.of(new DeleteLink(OWN, "tap"), new MoveTap(OWN, NODE, "tap")),
                TAP_SET,
                List.of(new BringUp(OWN, "tap"))));
  }

  @Test
  void whatIsNoTapGoesAlsoWhenThereIsNoneYet() {
    var model = model(null, TAP);
    var kernel = atRest(model);
    kind(kernel, OWN, "tap", "veth");
    assertThat(NamespaceDecider.decide(model, kernel.read(model)))
        .isEqualTo(
            new NetDecision(
                List.of(new DeleteLink(OWN, "tap")),
                List.of(new Waiting("tap", "its tap is not made yet"))));
  }

  static Stream<Case> taps() {
    return Stream.of(
        of("mtu", kernel -> mtu(kernel, OWN, "tap"), new SetMtu(OWN, "tap", MTU)),
        of("down", kernel -> up(kernel, OWN, "tap", false), new BringUp(OWN, "tap")),
        of(
            "an address",
            kernel -> kernel.addresses(OWN, "tap", OTHER_ADDRESS, true),
            new RemoveAddress(OWN, "tap", OTHER_ADDRESS)));
  }

  @ParameterizedTest
  @MethodSource("taps")
  void aTapIsMended(Case each) {
    var model = model(null, TAP);
    assertThat(done(model, damaged(model, each))).isEqualTo(each.done());
  }

  @Test
  void theFarEndOfAPairIsNoPort() {
    var model = model(null, PEER);
    var kernel = around(model);
    assertThatThrownBy(() -> NamespaceDecider.decide(model, kernel.read(model)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("eth0 is no port");
  }
}
