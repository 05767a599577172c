package io.ciao.linux.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class NftScriptTest {
  private static NftTable table(Map<String, String> forwards, String... rules) {
    return new NftTable(
        "ip",
        "t",
        List.of(
            NftSet.map("f", "inet_service", "ipv4_addr", new TreeMap<>(forwards)),
            NftSet.of(
                "p", List.of("ifname", "ether_addr"), List.of(List.of("x", "02:00:00:00:00:01")))),
        List.of(
            new NftChain("c", new NftChain.Hook("filter", "input", 0, "drop"), List.of(rules))));
  }

  @Test
  void absentTableIsMadeWithItsElements() {
    assertThat(NftScript.between(List.of(table(Map.of("22", "10.0.0.1"), "accept")), List.of()))
        .hasValueSatisfying(
            script ->
                assertThat(script)
                    .startsWith("add table ip t\ndelete table ip t\ntable ip t {\n")
                    .contains("map f { type inet_service : ipv4_addr; }")
                    .contains("type filter hook input priority 0; policy drop;")
                    .contains("add rule ip t c accept comment \"ciao:")
                    .contains("add element ip t f { 22 : 10.0.0.1 }")
                    .contains("add element ip t p { \"x\" . 02:00:00:00:00:01 }"));
  }

  @Test
  void equalTableNeedsNothing() {
    var table = table(Map.of("22", "10.0.0.1"), "accept");
    assertThat(NftScript.between(List.of(table), List.of(NftTableStates.of(table)))).isEmpty();
  }

  @Test
  void changedElementIsRemovedAndAddedWithoutTouchingRules() {
    var before = NftTableStates.of(table(Map.of("22", "10.0.0.1", "23", "10.0.0.3"), "accept"));
    var script =
        NftScript.between(List.of(table(Map.of("22", "10.0.0.2"), "accept")), List.of(before));
    assertThat(script)
        .hasValue(
            """
            delete element ip t f { 22 : 10.0.0.1, 23 : 10.0.0.3 }
            add element ip t f { 22 : 10.0.0.2 }
            """);
  }

  @Test
  void everyOtherDifferenceReplacesTheTable() {
    var wanted = table(Map.of(), "accept", "drop");
    for (var other :
        List.of(table(Map.of(), "accept"), table(Map.of(), "drop", "accept"), table(Map.of()))) {
      assertThat(NftScript.between(List.of(wanted), List.of(NftTableStates.of(other))))
          .hasValueSatisfying(script -> assertThat(script).contains("delete table ip t"));
    }
  }

  @Test
  void aSetOfAnotherTypeReplacesTheTable() {
    var wanted = new NftTable("ip", "t", List.of(set("ether_addr")), List.of());
    var other = new NftTable("ip", "t", List.of(set("ipv4_addr")), List.of());
    assertThat(NftScript.between(List.of(wanted), List.of(NftTableStates.of(other))))
        .hasValue(
            """
            add table ip t
            delete table ip t
            table ip t {
             set s { type ether_addr; }
            }
            """);
  }

  @Test
  void whatRulesFillIsNotCompared() throws Exception {
    var wanted =
        new NftTable("bridge", "t", List.of(NftSet.filled("seen", "ifname", 60)), List.of());
    assertThat(NftScript.between(List.of(wanted), List.of()))
        .hasValueSatisfying(
            script ->
                assertThat(script)
                    .contains(
                        "set seen { type ifname; size 4096; flags dynamic,timeout; timeout 60s; }")
                    .doesNotContain("element"));
    var json =
        """
        {"nftables": [
         {"set": {"family": "bridge", "name": "seen", "table": "t", "type": "ifname", "handle": 3,
                  "size": 4096, "flags": ["timeout"], "timeout": %d,
                  "elem": [{"elem": {"val": "p-1", "expires": 59, "limit": {"rate": 200}}}]}}]}
        """;
    assertThat(NftScript.between(List.of(wanted), read(json.formatted(60)))).isEmpty();
    assertThat(NftScript.between(List.of(wanted), read(json.formatted(5))))
        .hasValueSatisfying(script -> assertThat(script).contains("delete table bridge t"));
  }

  private static List<NftTableState> read(String json) throws Exception {
    return NftRuleset.parse(new ObjectMapper().readTree(json));
  }

  private static NftSet set(String type) {
    return NftSet.of("s", List.of(type), List.of());
  }

  @Test
  void tablesOfOthersAreLeftAlone() {
    var foreign = NftTableStates.of(new NftTable("ip", "docker", List.of(), List.of()));
    assertThat(NftScript.between(List.of(), List.of(foreign))).isEmpty();
  }

  @Test
  void ruleWithALineBreakIsRefused() {
    assertThatThrownBy(() -> new NftChain("c", null, List.of("accept\nflush ruleset")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsWhatNftPrints() throws Exception {
    var json =
        """
        {"nftables": [{"metainfo": {"version": "1.0.6"}},
         {"table": {"family": "ip", "name": "t", "handle": 3}},
         {"map": {"family": "ip", "name": "f", "table": "t", "type": "inet_service", "handle": 4,
                  "map": "ipv4_addr", "elem": [[22, "10.0.0.1"]]}},
         {"map": {"family": "ip", "name": "v", "table": "t", "type": "ifname", "handle": 5,
                  "map": "verdict",
                  "elem": [["p-1", {"goto": {"target": "a"}}], ["p-2", {"drop": null}]]}},
         {"set": {"family": "ip", "name": "p", "table": "t", "type": ["ifname", "ether_addr"],
                  "handle": 6, "elem": [{"concat": ["x", "02:00:00:00:00:01"]}]}},
         {"chain": {"family": "ip", "table": "t", "name": "c", "handle": 1, "type": "filter",
                    "hook": "input", "prio": 0, "policy": "drop"}},
         {"rule": {"family": "ip", "table": "t", "chain": "c", "handle": 7, "comment": "ciao:1",
                   "expr": [{"accept": null}]}},
         {"rule": {"family": "ip", "table": "t", "chain": "c", "handle": 8,
                   "expr": [{"drop": null}]}}]}
        """;
    var table = NftRuleset.parse(new ObjectMapper().readTree(json)).getFirst();
    assertThat(table.sets().get("f").elements()).isEqualTo(Map.of("22", "10.0.0.1"));
    assertThat(table.sets().get("v").elements()).isEqualTo(Map.of("p-1", "goto a", "p-2", "drop"));
    assertThat(table.sets().get("p").elements()).isEqualTo(Map.of("x . 02:00:00:00:00:01", ""));
    assertThat(table.chains().get("c").marks()).containsExactly("ciao:1", "");
    assertThat(table.chains().get("c").hook())
        .isEqualTo(new NftChain.Hook("filter", "input", 0, "drop"));
  }
}
