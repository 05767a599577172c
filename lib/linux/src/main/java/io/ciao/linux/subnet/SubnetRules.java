package io.ciao.linux.subnet;

import io.ciao.linux.nft.NftChain;
import io.ciao.linux.nft.NftSet;
import io.ciao.linux.nft.NftTable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Packet rules of a subnet's namespace: an instance may use its own addresses only, and may be
/// neither DHCP server nor router. Pure.
///
/// Connection state is found where the bridge hands packets to the IP hooks and travels in the mark
/// to the bridge's own forward hook, where the real port is known; the maps there are where groups
/// of permissions will hang.
final class SubnetRules {
  private static final int BEFORE_ALL = -300;

  /// After the IP hooks have run under the bridge's.
  private static final int AFTER_STATE = 10;

  private SubnetRules() {}

  static List<NftTable> tables(List<SubnetPort> ports) {
    return List.of(connectionState(), guard(ports));
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
                    "ct state invalid meta mark set 0x3"))));
  }

  private static NftTable guard(List<SubnetPort> ports) {
    var names = new ArrayList<List<String>>();
    var macs = new ArrayList<List<String>>();
    var addresses = new ArrayList<List<String>>();
    for (var port : ports) {
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
            NftSet.map("ingress", "ifname", "verdict", new TreeMap<>()),
            NftSet.map("egress", "ifname", "verdict", new TreeMap<>())),
        List.of(guest(), entry(), forward()));
  }

  private static NftChain entry() {
    return new NftChain(
        "prerouting",
        new NftChain.Hook("filter", "prerouting", BEFORE_ALL, "accept"),
        List.of("iifname @ports goto guest"));
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
            "ether type ip iifname . ether saddr . ip saddr != @ip4 counter drop",
            "ether type arp iifname . arp saddr ether . arp saddr ip != @ip4 counter drop",
            "icmpv6 type { nd-router-advert, nd-redirect } counter drop",
            "ether type ip6 udp sport 547 counter drop",
            "ether type { ip, arp, ip6 } accept",
            "counter drop"));
  }

  private static NftChain forward() {
    return new NftChain(
        "fwd0",
        new NftChain.Hook("filter", "forward", AFTER_STATE, "accept"),
        List.of(
            "meta mark 0x2 accept",
            "meta mark 0x3 drop",
            "ether type arp accept",
            "iifname vmap @egress",
            "oifname vmap @ingress"));
  }
}
