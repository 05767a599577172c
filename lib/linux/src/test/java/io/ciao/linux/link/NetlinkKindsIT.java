package io.ciao.linux.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.kernel.ErrorNumber;
import io.ciao.linux.net.NamespaceFile;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.netlink.NetlinkSocket;
import io.ciao.linux.nft.NftRuleset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Macvlan, IPv6, GRE, and routes by a router that no address of the link has.
@Tag("networks")
final class NetlinkKindsIT {
  private final CommandRunner commands = new CommandRunner();
  private final NetworkNamespaces namespaces = new NetworkNamespaces();
  private final NamespaceConvergence convergence = NamespaceConvergence.withKernel();
  private final String prefix =
      String.format(Locale.ROOT, "lxt%04x-k", ThreadLocalRandom.current().nextInt(0x10000));
  private final NetNamespace.Named node = new NetNamespace.Named(prefix);
  private final NetNamespace.Named own = new NetNamespace.Named(prefix + "-own");
  private final Link bridge =
      new Link(
          "br0",
          new LinkKind.Bridge(),
          MacAddress.ofBridge(4097),
          1450,
          null,
          "ciao:subnet=t",
          List.of(Ipv4Prefix.parse("172.16.0.1/24"), Ipv6Prefix.parse("fd00:a::1/64")));
  private final Link uplink =
      new Link(
          "up0",
          new LinkKind.Macvlan(node, "phys"),
          MacAddress.GATEWAY,
          1450,
          null,
          "ciao:concentrator=t",
          List.of(Ipv4Prefix.parse("10.20.0.9/24"), Ipv6Prefix.parse("fd00:b::9/64")));
  private final NamespaceModel model =
      new NamespaceModel(
          own,
          new TreeMap<>(
              Map.of(
                  "net.ipv6.conf.all.disable_ipv6", "0",
                  "net.ipv6.conf.default.disable_ipv6", "0")),
          List.of(bridge, uplink),
          null,
          Forwarding.of(
              List.of(),
              List.of(
                  new Neighbour(Ipv4Address.parse("172.16.0.5"), "br0", MacAddress.GATEWAY),
                  new Neighbour(Ipv6Address.parse("fd00:a::5"), "br0", MacAddress.GATEWAY)),
              List.of(
                  route("172.16.1.0/24", "169.254.0.1"),
                  route("172.16.2.0/25", "172.16.0.5"),
                  route("172.16.3.7/32", "169.254.0.1"))),
          List.of());

  private static RouteVia route(String to, String via) {
    return new RouteVia(Ipv4Prefix.parse(to), Ipv4Address.parse(via), "br0");
  }

  @BeforeEach
  void make() {
    if (!"root".equals(System.getProperty("user.name"))) {
      Assumptions.abort("needs root: network namespaces");
    }
    namespaces.create(node);
    run(node, "ip link add phys type bridge");
  }

  @AfterEach
  void remove() {
    namespaces.delete(own);
    namespaces.delete(node);
  }

  private String run(NetNamespace where, String line) {
    return commands.require(Command.of("test", where.entering(List.of("sh", "-c", line))));
  }

  private ActualNamespace read() {
    return new NetlinkReader(namespaces, new NftRuleset()).read(model);
  }

  @Test
  void isMadeAndReadAsTheProgramsPrintIt() {
    assertThat(convergence.converge(model).waiting()).isEmpty();

    var found = read();
    assertThat(found).isEqualTo(new CommandNamespaceReader(commands, namespaces).read(model));
    assertThat(found.links().find("br0").orElseThrow().addresses())
        .containsExactlyInAnyOrderElementsOf(bridge.addresses());
    assertThat(found.forwarding().neighbours()).isEqualTo(model.forwarding().neighbours());
    assertThat(found.forwarding().routes()).isEqualTo(model.forwarding().routes());
    assertThat(run(own, "ip -d link show dev up0")).contains("macvlan mode bridge");
    assertThat(run(own, "ip -6 addr")).doesNotContain("tentative");
    assertThat(convergence.converge(model).actions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ip -6 addr del fd00:a::1/64 dev br0",
        "ip -6 addr add fd00:a::2/64 dev br0",
        "ip -6 neigh del fd00:a::5 dev br0",
        "ip -6 neigh replace fd00:a::5 lladdr 02:00:00:00:00:98 dev br0 nud permanent",
        "ip -6 neigh add fd00:a::6 lladdr 02:00:00:00:00:98 dev br0 nud permanent",
        "ip route del 172.16.1.0/24",
        "ip route replace 172.16.1.0/24 via 169.254.0.2 dev br0 onlink",
        "ip route replace 172.16.2.0/25 dev up0",
        "ip route add 172.16.1.0/25 via 169.254.0.2 dev br0 onlink",
        "ip link set br0 down",
        "ip link del up0",
        "ip link set up0 address 02:00:00:00:00:98"
      })
  void onePassRepairs(String damage) {
    convergence.converge(model);
    var before = read();
    run(own, damage);
    assertThat(read()).as("it is damaged").isNotEqualTo(before);

    assertThat(convergence.converge(model).actions()).isNotEmpty();

    assertThat(convergence.converge(model).actions()).isEmpty();
    assertThat(read().links().byName().keySet()).isEqualTo(before.links().byName().keySet());
    assertThat(read().forwarding()).isEqualTo(before.forwarding());
  }

  @Test
  void macvlanGoesWithTheLinkUnderItAndWaitsForAnother() {
    convergence.converge(model);
    run(node, "ip link del phys");

    assertThat(convergence.converge(model).waiting())
        .containsExactly(new Waiting("up0", node + " has no link phys"));

    run(node, "ip link add phys type bridge");
    assertThat(convergence.converge(model).waiting()).isEmpty();
  }

  /// This kernel may have it or not; it is never half made.
  @Test
  void greIsMadeOrSaidToBeMissing() {
    var tunnel = new GreTunnel(1, Ipv4Address.parse("10.0.0.1"), Ipv4Address.parse("10.0.0.2"));
    try (var socket = NetlinkSocket.open(node);
        var file = NamespaceFile.open(node)) {
      var gre = LinkMessages.gretap(bridge, tunnel, file.number());
      var outcome = socket.request(List.of(gre)).getFirst();
      assertThat(outcome.number()).isIn(0, ErrorNumber.EOPNOTSUPP);
      assertThat(LinkTable.alias(node, "br0").isPresent()).isEqualTo(outcome.done());
    }
  }
}
