package io.ciao.linux.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Subnet;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.link.BridgePort;
import io.ciao.linux.link.FdbEntry;
import io.ciao.linux.link.FdbEntry.OnBridge;
import io.ciao.linux.link.FdbEntry.OnTunnel;
import io.ciao.linux.link.Forwarding;
import io.ciao.linux.link.Link;
import io.ciao.linux.link.LinkKind;
import io.ciao.linux.link.NamespaceModel;
import io.ciao.linux.link.Neighbour;
import io.ciao.linux.link.TunnelEnd;
import io.ciao.linux.net.NetNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Where frames of the subnet of node 10.0.0.1 go; its gateway is at node 10.0.0.9.
final class SubnetModelTest {
  private static final TunnelEnd HERE = SubnetTunnel.ofNode(Ipv4Address.parse("10.0.0.1"));
  private static final TunnelEnd THERE = SubnetTunnel.ofNode(Ipv4Address.parse("10.0.0.2"));
  private static final TunnelEnd SERVER =
      SubnetTunnel.ofConcentrator(Ipv4Address.parse("10.0.0.9"));
  private static final Ipv4Address A = Ipv4Address.parse("172.16.0.10");
  private static final Ipv4Address B = Ipv4Address.parse("172.16.0.11");
  private static final Ipv4Address ROUTER = Ipv4Address.parse("172.16.0.1");
  private static final SubnetPort PORT =
      new SubnetPort(
          "a",
          MacAddress.ofInstance(A),
          A,
          null,
          PortPolicy.OPEN,
          new SubnetPort.Attachment.Tap(null));

  @Test
  void membersAreBehindTheTunnelToTheirNodesAndPortsAreHere() {
    assertThat(forwarding(SERVER, member(B, THERE)))
        .isEqualTo(expected(behind(ROUTER, SERVER), behind(B, THERE), flood(THERE)));
  }

  @Test
  void instanceThatIsHereIsNotSoughtWhereItWas() {
    assertThat(forwarding(SERVER, member(A, THERE)))
        .isEqualTo(expected(behind(ROUTER, SERVER), flood(THERE)));
  }

  /// It is about to come or has just gone.
  @Test
  void memberOfThisNodeWithoutAPortIsSoughtNowhere() {
    assertThat(forwarding(SERVER, member(B, HERE)))
        .isEqualTo(expected(behind(ROUTER, SERVER), flood(THERE)));
    assertThat(forwarding(HERE)).as("the gateway too").isEqualTo(expected(flood(THERE)));
  }

  /// A network node may run instances, too.
  @Test
  void theConcentratorOfThisNodeIsReachedThroughAPatch() {
    var server = SubnetTunnel.ofConcentrator(HERE.address());
    var model = model(server, new NetNamespace.Named("own-cnci"), List.of());

    assertThat(model.forwarding())
        .isEqualTo(
            expected(
                List.of(
                    new OnBridge(MacAddress.GATEWAY, SubnetModel.PATCH),
                    new Neighbour(ROUTER, SubnetModel.BRIDGE, MacAddress.GATEWAY)),
                flood(THERE)));
    assertThat(model.links())
        .filteredOn(link -> link.name().equals(SubnetModel.PATCH))
        .extracting(Link::bridgePort)
        .as("nothing that came in by the tunnel goes out there")
        .containsExactly(new BridgePort(SubnetModel.BRIDGE, BridgePort.Flags.TUNNEL));
    assertThat(model.links())
        .extracting(Link::kind)
        .filteredOn(LinkKind.Veth.class::isInstance)
        .extracting(kind -> ((LinkKind.Veth) kind).peer().bridgePort())
        .as("at its other end the concentrator may pass frames on")
        .containsExactly(new BridgePort(SubnetModel.BRIDGE, BridgePort.Flags.HUB));
    assertThat(model(SERVER, null, List.of()).links())
        .extracting(Link::name)
        .doesNotContain(SubnetModel.PATCH);
  }

  @Test
  void inAHubMembersAreWhereTheConcentratorIs() {
    assertThat(forwarding(SERVER, member(B, SERVER)))
        .isEqualTo(expected(behind(ROUTER, SERVER), behind(B, SERVER), flood(THERE)));
    var here = SubnetTunnel.ofConcentrator(HERE.address());
    assertThat(
            model(here, new NetNamespace.Named("own-cnci"), List.of(member(B, here))).forwarding())
        .as("through the patch, and by no tunnel within the node")
        .isEqualTo(
            expected(
                List.of(
                    new OnBridge(MacAddress.GATEWAY, SubnetModel.PATCH),
                    new Neighbour(ROUTER, SubnetModel.BRIDGE, MacAddress.GATEWAY),
                    new OnBridge(MacAddress.ofInstance(B), SubnetModel.PATCH),
                    new Neighbour(B, SubnetModel.BRIDGE, MacAddress.ofInstance(B))),
                flood(THERE)));
  }

  /// The bridge answers who asks for an IPv6 address that it knows.
  @Test
  void whoHasAnIpv6AddressIsANeighbourByItToo() {
    var block = Ipv6Subnet.parse("fd00:a::/64");
    var six = block.address(A.value());
    var port =
        new SubnetPort("a", MacAddress.ofInstance(A), A, six, PORT.policy(), PORT.attachment());
    var gateway =
        new SubnetMember(MacAddress.GATEWAY, ROUTER, block.address(ROUTER.value()), SERVER);
    var member = new SubnetMember(MacAddress.ofInstance(B), B, block.address(B.value()), THERE);

    assertThat(model(gateway, null, List.of(member), port).forwarding().neighbours())
        .filteredOn(neighbour -> neighbour.address() instanceof Ipv6Address)
        .containsExactlyInAnyOrder(
            new Neighbour(block.address(ROUTER.value()), SubnetModel.BRIDGE, MacAddress.GATEWAY),
            new Neighbour(MacAddress.GATEWAY.linkLocal(), SubnetModel.BRIDGE, MacAddress.GATEWAY),
            new Neighbour(block.address(B.value()), SubnetModel.BRIDGE, MacAddress.ofInstance(B)),
            new Neighbour(six, SubnetModel.BRIDGE, port.mac()));
    assertThat(
            model(gateway, new NetNamespace.Named("own-cnci"), List.of(), port)
                .forwarding()
                .neighbours())
        .as("the gateway beside")
        .contains(
            new Neighbour(block.address(ROUTER.value()), SubnetModel.BRIDGE, MacAddress.GATEWAY));
  }

  private static Forwarding forwarding(TunnelEnd server, SubnetMember... members) {
    return model(server, null, List.of(members)).forwarding();
  }

  private static NamespaceModel model(
      TunnelEnd server, NetNamespace.@Nullable Named beside, List<SubnetMember> members) {
    return model(new SubnetMember(MacAddress.GATEWAY, ROUTER, server), beside, members, PORT);
  }

  private static NamespaceModel model(
      SubnetMember gateway,
      NetNamespace.@Nullable Named beside,
      List<SubnetMember> members,
      SubnetPort port) {
    var place = new SubnetPlace(new NetNamespace.Named("own"), NetNamespace.CURRENT);
    var plan =
        new SubnetPlan(
            "s",
            place,
            new SubnetTunnel(4097, 1450, HERE),
            gateway,
            beside,
            members,
            new TreeSet<>(List.of(HERE, THERE)),
            List.of(port));
    return SubnetModel.of(plan);
  }

  private static SubnetMember member(Ipv4Address address, TunnelEnd end) {
    return new SubnetMember(MacAddress.ofInstance(address), address, end);
  }

  private static List<Object> behind(Ipv4Address address, TunnelEnd end) {
    var mac = address.equals(ROUTER) ? MacAddress.GATEWAY : MacAddress.ofInstance(address);
    return List.of(
        new OnBridge(mac, SubnetModel.TUNNEL),
        new OnTunnel(mac, SubnetModel.TUNNEL, end),
        new Neighbour(address, SubnetModel.BRIDGE, mac));
  }

  private static List<Object> flood(TunnelEnd end) {
    return List.of(new OnTunnel(MacAddress.ZERO, SubnetModel.TUNNEL, end));
  }

  /// These, and what leads to the port.
  @SafeVarargs
  private static Forwarding expected(List<Object>... parts) {
    var entries = new ArrayList<FdbEntry>(List.of(new OnBridge(PORT.mac(), PORT.linkName())));
    var neighbours =
        new ArrayList<>(List.of(new Neighbour(PORT.address(), SubnetModel.BRIDGE, PORT.mac())));
    for (var part : parts) {
      for (var each : part) {
        if (each instanceof Neighbour neighbour) {
          neighbours.add(neighbour);
        } else {
          entries.add((FdbEntry) each);
        }
      }
    }
    return Forwarding.of(entries, neighbours);
  }
}
