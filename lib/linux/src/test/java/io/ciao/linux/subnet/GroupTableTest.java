package io.ciao.linux.subnet;

import static io.ciao.linux.subnet.Rules.members;
import static io.ciao.linux.subnet.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.nft.NftChain;
import io.ciao.linux.nft.NftScript;
import io.ciao.linux.nft.NftTable;
import io.ciao.linux.nft.NftTableStates;
import io.ciao.linux.subnet.GroupRule.Peer;
import io.ciao.linux.subnet.GroupRule.Protocol;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class GroupTableTest {
  private static final Ipv4Address A = Ipv4Address.parse("172.16.0.10");
  private static final Ipv4Address B = Ipv4Address.parse("172.16.0.11");

  private static GroupRules web(Peer... peers) {
    return new GroupRules("web", List.of(rule(Protocol.TCP, "80", peers)), List.of(Rules.ANYTHING));
  }

  private static PortPolicy grouped(String... groups) {
    return new PortPolicy.Grouped(new TreeSet<>(List.of(groups)));
  }

  private static SubnetPort port(String uid, Ipv4Address address, PortPolicy policy) {
    return new SubnetPort(
        uid,
        MacAddress.ofInstance(address),
        address,
        null,
        policy,
        new SubnetPort.Attachment.Tap(null));
  }

  private static NftTable table(boolean tolerant, List<SubnetPort> ports, GroupRules... groups) {
    var byUid = new TreeMap<String, GroupRules>();
    for (var group : groups) {
      byUid.put(group.uid(), group);
    }
    var here = SubnetTunnel.ofNode(Ipv4Address.parse("10.0.0.1"));
    return GroupTable.of(
        Permissions.of(
            new SubnetPlan(
                "s",
                new SubnetPlace(new NetNamespace.Named("own"), NetNamespace.CURRENT),
                new SubnetTunnel(4097, 1450, here),
                new SubnetMember(MacAddress.GATEWAY, Ipv4Address.parse("172.16.0.1"), here),
                null,
                List.of(),
                new TreeSet<>(),
                ports,
                byUid,
                tolerant)));
  }

  private static List<String> rules(NftTable table, String chain) {
    return table.chains().stream()
        .filter(found -> found.name().equals(chain))
        .map(NftChain::rules)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void portAsksItsGroupsAndDropsTheRest() {
    var port = port("a", A, grouped("db", "web"));
    var table =
        table(
            false,
            List.of(port),
            web(),
            new GroupRules("db", List.of(rule(Protocol.TCP, "5432")), List.of()));

    var chain = rules(table, "i-" + port.linkName());
    assertThat(chain).hasSize(4);
    assertThat(chain.getFirst()).isEqualTo("jump needs-i");
    assertThat(chain.getLast()).isEqualTo("counter drop");
    assertThat(rules(table, chain.get(1).substring("jump ".length())))
        .containsExactly("tcp dport 5432 accept");
    assertThat(rules(table, chain.get(2).substring("jump ".length())))
        .containsExactly("tcp dport 80 accept");
    var opens = rules(table, "e-" + port.linkName());
    assertThat(rules(table, opens.get(1).substring("jump ".length()))).isEmpty();
    assertThat(rules(table, opens.get(2).substring("jump ".length()))).containsExactly("accept");
  }

  @Test
  void closedPortHasOnlyWhatEveryPortNeeds() {
    for (var policy : List.of(new PortPolicy.Closed(), grouped("unknown"), grouped())) {
      var port = port("a", A, policy);
      var table = table(false, List.of(port), web());
      assertThat(rules(table, "i-" + port.linkName()))
          .containsExactly("jump needs-i", "counter drop");
      assertThat(rules(table, "e-" + port.linkName()))
          .containsExactly("jump needs-e", "counter drop");
    }
  }

  @Test
  void addressesComeFromTheGatewayAlone() {
    var table = table(false, List.of(port("a", A, new PortPolicy.Closed())));
    assertThat(rules(table, "needs-i"))
        .filteredOn(rule -> rule.contains("udp"))
        .containsExactly(
            "ip saddr 172.16.0.1 udp sport 67 udp dport 68 accept",
            "ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept");
    assertThat(rules(table, "needs-e"))
        .filteredOn(rule -> rule.contains("udp"))
        .containsExactly(
            "ip daddr { 255.255.255.255, 172.16.0.1 } udp sport 68 udp dport 67 accept",
            "ip6 daddr ff02::1:2 udp sport 546 udp dport 547 accept");
    assertThat(rules(table, "needs-i").getFirst()).contains("nd-router-advert").endsWith("accept");
    assertThat(rules(table, "needs-e").getFirst()).doesNotContain("nd-router-advert");
  }

  @Test
  void portsWithoutAGroupShareTheRulesOfTheirNetwork() {
    var own = new PortPolicy.Ungrouped(List.of(Rules.prefix("172.16.0.0/16")));
    var table = table(false, List.of(port("a", A, own), port("b", B, own)), web());

    var shared = table.chains().stream().filter(chain -> chain.name().startsWith("gi-")).toList();
    assertThat(shared).hasSize(1);
    assertThat(shared.getFirst().rules())
        .containsExactly(
            "ip saddr 172.16.0.0/16 accept", "ip6 saddr fe80::/10 accept", "tcp dport 22 accept");
  }

  /// Else each instance that comes or goes would replace the rules on all nodes.
  @Test
  void membersComeAndGoAsElements() {
    var port = port("a", A, grouped("web"));
    var before = table(false, List.of(port), web(members("db", "172.16.0.11")));
    var after =
        table(false, List.of(port), web(members("db", "172.16.0.12", "fd00:a::c", "172.16.9.9")));
    var set4 = GroupRuleTexts.members4("db");
    var set6 = GroupRuleTexts.members6("db");

    assertThat(NftScript.between(List.of(after), List.of(NftTableStates.of(before))))
        .hasValue(
            """
            delete element bridge groups %s { 172.16.0.11 }
            add element bridge groups %s { 172.16.0.12, 172.16.9.9 }
            add element bridge groups %s { fd00:a::c }
            """
                .formatted(set4, set4, set6));
  }

  @Test
  void membersOfOneGroupAreThoseOfAllItsMentions() {
    var ports = List.of(port("a", A, grouped("web", "cache")));
    var cache =
        new GroupRules(
            "cache", List.of(), List.of(rule(Protocol.UDP, members("db", "172.16.0.12"))));
    var table = table(false, ports, web(members("db", "172.16.0.11")), cache);

    assertThat(table.sets())
        .filteredOn(set -> set.name().equals(GroupRuleTexts.members4("db")))
        .singleElement()
        .satisfies(
            set -> assertThat(set.elements()).containsOnlyKeys("172.16.0.11", "172.16.0.12"));
  }

  @Test
  void connectionsThatAreNotKnownAnyMorePassForAWhileOnly() {
    var ports = List.of(port("a", A, grouped("web")));
    var middle = "meta mark 0x0 tcp flags & (fin | syn | rst | ack) != syn ";
    assertThat(rules(table(false, ports, web()), "fwd0")).contains(middle + "counter drop");
    assertThat(rules(table(false, ports, web()), "fwd1")).doesNotContain(middle + "accept");
    assertThat(rules(table(true, ports, web()), "fwd0")).contains(middle + "accept");
    assertThat(rules(table(true, ports, web()), "fwd1")).contains(middle + "accept");
  }
}
