package io.ciao.linux.concentrator;

import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.linux.nft.NftChain;
import io.ciao.linux.nft.NftSet;
import io.ciao.linux.nft.NftTable;
import io.ciao.linux.nft.NftTableState;
import io.ciao.linux.subnet.SubnetModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// Packet rules of a concentrator. Pure. What is not said is dropped, on the way through and to the
/// concentrator itself; the number of rules does not depend on the number of instances.
final class ConcentratorRules {
  private static final int DESTINATION_NAT = -100;
  private static final int SOURCE_NAT = 100;
  private static final String IN = "iifname \"br0\" ";
  static final String OUT = "oifname \"up0\" ";

  private ConcentratorRules() {}

  static List<NftTable> tables(ConcentratorPlan plan) {
    var forwards = new TreeMap<String, String>();
    for (var member : plan.members()) {
      var port = member.forward();
      if (port != null) {
        forwards.put(port.toString(), member.address().toString());
      }
    }
    return List.of(
        new NftTable(
            "ip",
            "cnci",
            List.of(NftSet.map("sshfwd", "inet_service", "ipv4_addr", forwards)),
            List.of(prerouting(plan), postrouting(plan), forward(plan), input(plan))),
        ExternalRules.table(plan),
        ipv6(plan),
        withoutRounds());
  }

  /// Outside port to address, as the kernel has it.
  static SortedMap<String, String> forwards(List<NftTableState> tables) {
    return elements(tables, "cnci", "sshfwd");
  }

  /// A map of a table of ours, as the kernel has it.
  static SortedMap<String, String> elements(List<NftTableState> tables, String name, String map) {
    return tables.stream()
        .filter(table -> table.family().equals("ip") && table.name().equals(name))
        .map(table -> table.sets().get(map))
        .filter(Objects::nonNull)
        .map(NftSet::elements)
        .findFirst()
        .orElseGet(TreeMap::new);
  }

  /// Frames may go on to another node, whether they do is up to the nodes. A broadcast does not: in
  /// a mesh its sender has sent it to all, and one that came back would confuse its bridge.
  private static NftTable withoutRounds() {
    var outwards = "{ \"%s\", \"%s\" }".formatted(SubnetModel.TUNNEL, SubnetModel.PATCH);
    return new NftTable(
        "bridge",
        "cnci",
        List.of(),
        List.of(
            new NftChain(
                "fwd0",
                new NftChain.Hook("filter", "forward", 0, "accept"),
                List.of(
                    "iifname %s oifname %s meta pkttype { broadcast, multicast } counter drop"
                        .formatted(outwards, outwards)))));
  }

  private static NftChain prerouting(ConcentratorPlan plan) {
    return new NftChain(
        "prerouting",
        new NftChain.Hook("nat", "prerouting", DESTINATION_NAT, "accept"),
        List.of(
            "iifname { \"up0\", \"br0\" } ip daddr "
                + plan.outside().address().address()
                + " meta l4proto tcp dnat to tcp dport map @sshfwd : 22"));
  }

  private static NftChain postrouting(ConcentratorPlan plan) {
    return new NftChain(
        "postrouting",
        new NftChain.Hook("nat", "postrouting", SOURCE_NAT, "accept"),
        List.of(
            OUT
                + "ip saddr "
                + plan.inside().gateway().network()
                + " snat to "
                + plan.outside().address().address(),
            // An instance that uses a forward of its own subnet: the answer must come back here.
            "iifname \"br0\" oifname \"br0\" ct status dnat masquerade"));
  }

  private static NftChain forward(ConcentratorPlan plan) {
    var rules = new ArrayList<>(TransitRules.spoofed(plan));
    rules.add("tcp flags & (syn|rst) == syn tcp option maxseg size set rt mtu");
    rules.add("ct state established,related accept");
    rules.add(IN + "ip saddr != " + plan.inside().gateway().network() + " drop");
    for (var closed : plan.outside().closed()) {
      rules.add(IN + OUT + "ip daddr " + closed + " drop");
    }
    rules.add(IN + OUT + "accept");
    rules.addAll(TransitRules.passing(plan));
    rules.add("ct status dnat oifname \"br0\" accept");
    return new NftChain("fwd0", new NftChain.Hook("filter", "forward", 0, "drop"), rules);
  }

  private static NftChain input(ConcentratorPlan plan) {
    var gateway = plan.inside().gateway().address();
    var rules = new ArrayList<>(TransitRules.spoofed(plan));
    rules.add("iifname \"lo\" accept");
    rules.add("ct state established,related accept");
    rules.add("icmp type echo-request accept");
    rules.add(IN + "udp dport 67 accept");
    rules.add(IN + "ip daddr " + gateway + " udp dport 53 accept");
    rules.add(IN + "ip daddr " + gateway + " tcp dport 53 accept");
    return new NftChain("in0", new NftChain.Hook("filter", "input", 0, "drop"), rules);
  }

  /// Without a block nothing of IPv6 passes; with one only what stays inside, for there is no way
  /// out that has IPv6.
  private static NftTable ipv6(ConcentratorPlan plan) {
    var gateway = plan.inside().gateway6();
    return new NftTable(
        "ip6",
        "cnci",
        List.of(),
        List.of(
            new NftChain(
                "fwd0",
                new NftChain.Hook("filter", "forward", 0, "drop"),
                gateway == null ? List.of() : forward6(gateway)),
            new NftChain(
                "in0",
                new NftChain.Hook("filter", "input", 0, "drop"),
                gateway == null ? List.of() : input6(gateway))));
  }

  private static List<String> forward6(Ipv6Prefix gateway) {
    return List.of(
        "tcp flags & (syn|rst) == syn tcp option maxseg size set rt mtu",
        "ct state established,related accept",
        IN + "ip6 saddr != " + gateway.network() + " drop");
  }

  private static List<String> input6(Ipv6Prefix gateway) {
    return List.of(
        "iifname \"lo\" accept",
        "ct state established,related accept",
        "icmpv6 type echo-request accept",
        IN + "icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } accept",
        IN + "udp dport 547 accept",
        IN + "ip6 daddr " + gateway.address() + " udp dport 53 accept",
        IN + "ip6 daddr " + gateway.address() + " tcp dport 53 accept");
  }
}
