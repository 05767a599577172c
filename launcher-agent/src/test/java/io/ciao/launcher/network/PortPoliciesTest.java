package io.ciao.launcher.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.Dns;
import io.ciao.api.network.Gateway;
import io.ciao.api.security.SecurityGroup;
import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.IpPrefix;
import io.ciao.linux.subnet.GroupRule;
import io.ciao.linux.subnet.GroupRule.Peer;
import io.ciao.linux.subnet.GroupRule.PortRange;
import io.ciao.linux.subnet.GroupRule.Protocol;
import io.ciao.linux.subnet.GroupRules;
import io.ciao.linux.subnet.PortPolicy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PortPoliciesTest {
  private static final ConcentratorSpec SUBNET =
      new ConcentratorSpec(
          "default",
          "172.16.0.0/24",
          4096,
          1450,
          "mesh",
          "198.18.0.100/24",
          "198.18.0.254",
          new Gateway("172.16.0.1", null, "02:00:5e:00:00:01"),
          new Dns("t1.ciao", List.of()));

  private final Map<String, List<String>> named = new HashMap<>();
  private final Map<String, SecurityGroup> known = new HashMap<>();

  private PortPolicies policies() {
    return new PortPolicies(new SubnetGroups(named, known, Set.of()));
  }

  private void group(String name, String spec, String members) {
    var yaml =
        "metadata: {namespace: t1, name: %s, uid: u-%s}\nspec: %s\nstatus: {members: [%s]}\n"
            .formatted(name, name, spec, members);
    known.put(
        name,
        Json.toRecord(
            ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)), SecurityGroup.class));
  }

  @Test
  void withoutAGroupItIsOpenToTheWholeNetwork() {
    named.put("a", List.of());
    var said = SUBNET.change().networkCIDRs(List.of("172.16.0.0/16", "fd00:a::/64")).made();

    assertThat(policies().of("a", said))
        .isEqualTo(
            new PortPolicy.Ungrouped(
                List.of(IpPrefix.parse("172.16.0.0/16"), IpPrefix.parse("fd00:a::/64"))));
    assertThat(policies().of("a", SUBNET.change().subnet6("fd00:b::/64").made()))
        .as("a scheduler of before does not say the network")
        .isEqualTo(
            new PortPolicy.Ungrouped(
                List.of(IpPrefix.parse("172.16.0.0/24"), IpPrefix.parse("fd00:b::/64"))));
    assertThat(policies().rules()).isEmpty();
  }

  @Test
  void whatIsNotKnownClosesThePort() {
    group("web", "{}", "");
    named.put("a", List.of("web", "db"));

    assertThat(policies().of("a", SUBNET)).isEqualTo(new PortPolicy.Closed());
    assertThat(policies().closed("a").orElseThrow()).contains("security group db;");
    assertThat(policies().of("b", SUBNET)).isEqualTo(new PortPolicy.Closed());
    assertThat(policies().closed("b")).isPresent();

    group("db", "{}", "");
    assertThat(policies().closed("a")).isEmpty();
    assertThat(policies().of("a", SUBNET))
        .isEqualTo(new PortPolicy.Grouped(new TreeSet<>(Set.of("u-web", "u-db"))));
    assertThat(policies().rules()).containsOnlyKeys("u-db", "u-web");
  }

  @Test
  void rulesAreThoseOfItsGroupsAndNotOfTheirPeers() {
    named.put("a", List.of("web"));
    group(
        "web",
        "{ingress: [{protocol: tcp, ports: ['22', '8000-8080'], peers: [{cidr: 10.1.2.3/8}]},"
            + " {protocol: icmp}, {peers: [{cidr: 'fd00::/8'}]}],"
            + " egress: [{protocol: udp, peers: [{securityGroup: db}]}]}",
        "");
    group(
        "db",
        "{ingress: [{protocol: any}]}",
        "{address: 172.16.0.9, address6: 'fd00::9'}, {address: 172.16.0.10}");

    assertThat(policies().rules())
        .containsOnly(
            Map.entry(
                "u-web",
                new GroupRules(
                    "u-web",
                    List.of(
                        new GroupRule(
                            Protocol.TCP,
                            List.of(new PortRange(22, 22), new PortRange(8000, 8080)),
                            List.of(new Peer.Block(IpPrefix.parse("10.1.2.3/8")))),
                        new GroupRule(Protocol.ICMP, List.of(), List.of()),
                        new GroupRule(
                            Protocol.ANY,
                            List.of(),
                            List.of(new Peer.Block(IpPrefix.parse("fd00::/8"))))),
                    List.of(
                        new GroupRule(
                            Protocol.UDP,
                            List.of(),
                            List.of(
                                new Peer.Members(
                                    "u-db",
                                    List.of(
                                        IpAddress.parse("172.16.0.9"),
                                        IpAddress.parse("fd00::9"),
                                        IpAddress.parse("172.16.0.10")))))))));
  }

  @Test
  void aPeerThatIsNotKnownIsNobody() {
    named.put("a", List.of("web"));
    group("web", "{ingress: [{peers: [{securityGroup: absent}]}], egress: []}", "");

    var rules = policies().rules().get("u-web");
    assertThat(rules.ingress().getFirst().peers())
        .containsExactly(new Peer.Members("absent:absent", List.of()));
    assertThat(rules.egress()).isEmpty();
  }
}
