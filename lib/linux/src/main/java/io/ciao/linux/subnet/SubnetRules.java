package io.ciao.linux.subnet;

import io.ciao.linux.conntrack.ConnectionTable;
import io.ciao.linux.nft.NftChain;
import io.ciao.linux.nft.NftSet;
import io.ciao.linux.nft.NftTable;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Packet rules of a subnet's namespace: an instance may use its own addresses only, may be neither
/// DHCP server nor router, and may send so many broadcasts and no more. Pure.
///
/// Connection state is found where the bridge hands packets to the IP hooks and travels in the mark
/// to the bridge's own forward hook, where the real port is known: see [GroupTable].
final class SubnetRules {
  private static final int BROADCASTS_PER_SECOND = 200;
  private static final int BROADCASTS_BURST = 400;

  /// Longer than a burst takes to fill up again.
  private static final long FORGETS_SECONDS = 60;

  /// What came from elsewhere was judged there.
  private static final String NOT_A_PORT =
      "iifname { \"%s\", \"%s\" } accept".formatted(SubnetModel.TUNNEL, SubnetModel.PATCH);

  private static final int BEFORE_ALL = -300;

  private static final int AFTER_GUARD = -290;

  private SubnetRules() {}

  static List<NftTable> tables(SubnetPlan plan) {
    var ports = plan.ports();
    return List.of(
        connectionState(),
        guard(ports),
        targets(ports),
        broadcasts(),
        GroupTable.of(Permissions.of(plan)));
  }

  private static NftTable connectionState() {
    return new NftTable(
        "inet",
        "ctstate",
        List.of(),
        List.of(
            new NftChain(
                "fwd0",
                new NftChain.Hook("filter", "forward", 0, "accept"),
                List.of(
                    "ct state established,related meta mark set 0x2",
                    "ct state invalid meta mark set 0x3",
                    "ct mark 0x%x meta mark set 0x3".formatted(ConnectionTable.SILENCED)))));
  }

  private static NftTable guard(List<SubnetPort> ports) {
    var names = new ArrayList<List<String>>();
    var macs = new ArrayList<List<String>>();
    var addresses = new ArrayList<List<String>>();
    var addresses6 = new ArrayList<List<String>>();
    for (var port : ports) {
      for (var address : port.addresses6()) {
        addresses6.add(List.of(port.linkName(), port.mac().toString(), address.toString()));
      }
      names.add(List.of(port.linkName()));
      macs.add(List.of(port.linkName(), port.mac().toString()));
      addresses.add(List.of(port.linkName(), port.mac().toString(), port.address().toString()));
    }
    return new NftTable(
        "bridge",
        "port",
        List.of(
            NftSet.of("ports", List.of("ifname"), names),
            NftSet.of("mac", List.of("ifname", "ether_addr"), macs),
            NftSet.of("ip4", List.of("ifname", "ether_addr", "ipv4_addr"), addresses),
            NftSet.of("addr6", List.of("ifname", "ether_addr", "ipv6_addr"), addresses6)),
        List.of(guest(), entry()));
  }

  private static NftChain entry() {
    return new NftChain(
        "prerouting",
        new NftChain.Hook("filter", "prerouting", BEFORE_ALL, "accept"),
        // A mark that a packet brings along must not pass for what tracking says of it.
        List.of("meta mark set 0x0", "iifname @ports goto guest"));
  }

  private static NftChain guest() {
    return new NftChain(
        "guest",
        null,
        List.of(
            "iifname . ether saddr != @mac counter drop",
            // A client that has no address yet asks for one.
            "ether type ip ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept",
            "ether type ip udp sport 67 counter drop",
            "ether type ip udp dport 68 counter drop",
            "ether type ip iifname . ether saddr . ip saddr != @ip4 counter drop",
            "ether type arp iifname . arp saddr ether . arp saddr ip != @ip4 counter drop",
            "icmpv6 type { nd-router-advert, nd-redirect } counter drop",
            "ether type ip6 udp sport 547 counter drop",
            "ether type ip6 udp dport 546 counter drop",
            // Who has no address yet asks whether somebody else has it, and for routers.
            "ip6 saddr :: icmpv6 type { nd-neighbor-solicit, nd-router-solicit,"
                + " mld2-listener-report } accept",
            "ether type ip6 iifname . ether saddr . ip6 saddr != @addr6 counter drop",
            "ether type { ip, arp, ip6 } accept",
            "counter drop"));
  }

  /// Of which addresses a port may say that they are its own, or ask whether anybody has them. nft
  /// 1.0.6 has no name for the target, and no set but one inside a rule takes it; so it is a table
  /// of its own, which other ports than before replace without touching the rest.
  private static NftTable targets(List<SubnetPort> ports) {
    var own = new ArrayList<String>();
    for (var port : ports) {
      for (var address : port.addresses6()) {
        var target = "0x" + HexFormat.of().formatHex(address.bytes());
        own.add("\"" + port.linkName() + "\" . " + target);
      }
    }
    var foreign =
        own.isEmpty() ? "" : "iifname . @th,64,128 != { " + String.join(", ", own) + " } ";
    return new NftTable(
        "bridge",
        "nd",
        List.of(),
        List.of(
            new NftChain(
                "prerouting",
                new NftChain.Hook("filter", "prerouting", BEFORE_ALL, "accept"),
                List.of(
                    NOT_A_PORT,
                    "icmpv6 type nd-neighbor-advert goto named",
                    "ip6 saddr :: icmpv6 type nd-neighbor-solicit goto named")),
            new NftChain("named", null, List.of(foreign + "counter drop"))));
  }

  /// Limits what goes to everybody. What a port needs in order to find others has a limit of its
  /// own, so that one that floods still finds its gateway. The table never changes: a change of
  /// others leaves the counts as they are.
  private static NftTable broadcasts() {
    return new NftTable(
        "bridge",
        "bcast",
        List.of(
            NftSet.filled("seen", "ifname", FORGETS_SECONDS),
            NftSet.filled("asked", "ifname", FORGETS_SECONDS)),
        List.of(
            new NftChain(
                "prerouting",
                new NftChain.Hook("filter", "prerouting", AFTER_GUARD, "accept"),
                List.of(
                    NOT_A_PORT,
                    "meta pkttype != { broadcast, multicast } accept",
                    "ether type arp goto asking",
                    "ether type ip udp dport 67 goto asking",
                    "icmpv6 type { nd-neighbor-solicit, nd-router-solicit } goto asking",
                    "ether type ip6 udp dport 547 goto asking",
                    over("seen"))),
            new NftChain("asking", null, List.of(over("asked")))));
  }

  private static String over(String set) {
    return "update @%s { iifname limit rate over %d/second burst %d packets } counter drop"
        .formatted(set, BROADCASTS_PER_SECOND, BROADCASTS_BURST);
  }
}
