package io.ciao.linux.subnet;

import static io.ciao.linux.subnet.Rules.block;
import static io.ciao.linux.subnet.Rules.members;
import static io.ciao.linux.subnet.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ciao.linux.subnet.GroupRule.PortRange;
import io.ciao.linux.subnet.GroupRule.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GroupRuleTextsTest {
  private static List<String> ingress(GroupRule rule) {
    return GroupRuleTexts.of(rule, Direction.INGRESS);
  }

  @Test
  void withoutPeersOneRuleIsForBothVersions() {
    assertThat(ingress(rule(Protocol.ANY))).containsExactly("accept");
    assertThat(ingress(rule(Protocol.TCP))).containsExactly("meta l4proto tcp accept");
    assertThat(ingress(rule(Protocol.UDP))).containsExactly("meta l4proto udp accept");
    assertThat(ingress(rule(Protocol.ICMP)))
        .containsExactly("meta l4proto { icmp, ipv6-icmp } accept");
    assertThat(ingress(rule(Protocol.TCP, "22"))).containsExactly("tcp dport 22 accept");
    assertThat(ingress(rule(Protocol.UDP, "53-60"))).containsExactly("udp dport 53-60 accept");
  }

  /// nft refuses a set whose ranges overlap.
  @Test
  void portsThatOverlapOrTouchBecomeOneRange() {
    assertThat(ingress(rule(Protocol.TCP, "8000-8080,22,8081,8050-8090,22,443")))
        .containsExactly("tcp dport { 22, 443, 8000-8090 } accept");
    assertThat(ingress(rule(Protocol.TCP, "1-100,20-30,101")))
        .containsExactly("tcp dport 1-101 accept");
    assertThat(ingress(rule(Protocol.TCP, "20,22-23,25")))
        .containsExactly("tcp dport { 20, 22-23, 25 } accept");
  }

  @Test
  void blocksOfTheTwoVersionsAreTwoRules() {
    assertThat(ingress(rule(Protocol.TCP, "22", block("10.0.0.0/8"), block("fd00::/8"))))
        .containsExactly(
            "ip saddr 10.0.0.0/8 tcp dport 22 accept", "ip6 saddr fd00::/8 tcp dport 22 accept");
  }

  /// nft refuses a set whose blocks overlap.
  @Test
  void blocksInOthersAreLeftOut() {
    assertThat(
            ingress(
                rule(
                    Protocol.ANY,
                    block("10.1.0.0/16"),
                    block("10.9.9.9/8"),
                    block("10.0.0.0/8"),
                    block("192.168.1.1/32"),
                    block("fd00:a:b::/48"),
                    block("fd00:a::7/32"))))
        .containsExactly(
            "ip saddr { 10.0.0.0/8, 192.168.1.1/32 } accept", "ip6 saddr fd00:a::/32 accept");
  }

  @Test
  void theBlockOfAllIsOneVersion() {
    assertThat(ingress(rule(Protocol.UDP, block("0.0.0.0/0"), block("10.0.0.0/8"), block("::/0"))))
        .containsExactly(
            "meta protocol ip meta l4proto udp accept",
            "meta protocol ip6 meta l4proto udp accept");
  }

  @Test
  void groupsAreSetsWhoeverIsInThem() {
    var set4 = GroupRuleTexts.members4("db");
    var set6 = GroupRuleTexts.members6("db");
    assertThat(ingress(rule(Protocol.TCP, "5432", members("db"))))
        .containsExactly(
            "ip saddr @" + set4 + " tcp dport 5432 accept",
            "ip6 saddr @" + set6 + " tcp dport 5432 accept");
    assertThat(set4).startsWith("m4-").isNotEqualTo(GroupRuleTexts.members4("web"));
  }

  @Test
  void whoIsOnTheOtherSideOfWhatAnInstanceOpensIsTheReceiver() {
    assertThat(
            GroupRuleTexts.of(
                rule(Protocol.TCP, "25", block("10.0.0.0/8"), members("db")), Direction.EGRESS))
        .containsExactly(
            "ip daddr @" + GroupRuleTexts.members4("db") + " tcp dport 25 accept",
            "ip6 daddr @" + GroupRuleTexts.members6("db") + " tcp dport 25 accept",
            "ip daddr 10.0.0.0/8 tcp dport 25 accept");
  }

  @Test
  void whatHasNoPortsIsRefusedWithSome() {
    assertThatIllegalArgumentException().isThrownBy(() -> rule(Protocol.ANY, "22"));
    assertThatIllegalArgumentException().isThrownBy(() -> rule(Protocol.ICMP, "8"));
    assertThatIllegalArgumentException().isThrownBy(() -> new PortRange(2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new PortRange(1, 65536));
    assertThatIllegalArgumentException().isThrownBy(() -> new PortRange(-1, 1));
  }
}
