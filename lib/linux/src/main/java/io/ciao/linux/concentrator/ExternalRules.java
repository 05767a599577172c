package io.ciao.linux.concentrator;

import io.ciao.linux.nft.NftChain;
import io.ciao.linux.nft.NftSet;
import io.ciao.linux.nft.NftTable;
import io.ciao.linux.nft.NftTableState;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Packet rules of a concentrator for its external addresses: a table of its own, whose chains come
/// right before those of [ConcentratorRules], which let through what is translated. Pure. Addresses
/// that come and go change elements alone.
///
/// A translation that began lives on in connection tracking; so each packet of one is compared with
/// what is mapped now, and what was unmapped, or mapped to another member, is dropped.
final class ExternalRules {
  private static final String NAME = "cnci-fip";
  private static final String INWARD = "inward";
  private static final int DESTINATION_NAT = -101;
  private static final int SOURCE_NAT = 99;
  private static final int FILTER = -1;
  private static final List<String> PAIR = List.of("ipv4_addr", "ipv4_addr");

  private ExternalRules() {}

  static NftTable table(ConcentratorPlan plan) {
    var inward = new TreeMap<String, String>();
    var outward = new TreeMap<String, String>();
    var open = new ArrayList<List<String>>();
    var all = new ArrayList<List<String>>();
    for (var external : plan.externals()) {
      var address = external.address().toString();
      var member = external.member().toString();
      inward.put(address, member);
      // Of several the first one is the source.
      outward.putIfAbsent(member, address);
      all.add(List.of(address, member));
      if (external.open()) {
        open.add(List.of(address, member));
      }
    }
    return new NftTable(
        "ip",
        NAME,
        List.of(
            NftSet.map(INWARD, "ipv4_addr", "ipv4_addr", inward),
            NftSet.map("outward", "ipv4_addr", "ipv4_addr", outward),
            NftSet.of("open", PAIR, open),
            NftSet.of("mapped", PAIR, all)),
        List.of(prerouting(), postrouting(), forward(plan)));
  }

  /// External address to a member's, as the kernel has it.
  static SortedMap<String, String> inward(List<NftTableState> tables) {
    return ConcentratorRules.elements(tables, NAME, INWARD);
  }

  private static NftChain prerouting() {
    return new NftChain(
        "prerouting",
        new NftChain.Hook("nat", "prerouting", DESTINATION_NAT, "accept"),
        List.of("dnat to ip daddr map @" + INWARD));
  }

  private static NftChain postrouting() {
    return new NftChain(
        "postrouting",
        new NftChain.Hook("nat", "postrouting", SOURCE_NAT, "accept"),
        List.of(ConcentratorRules.OUT + "snat to ip saddr map @outward"));
  }

  private static NftChain forward(ConcentratorPlan plan) {
    var outside = plan.outside().address().address();
    var gateway = plan.inside().gateway().address();
    return new NftChain(
        "fwd0",
        new NftChain.Hook("filter", "forward", FILTER, "accept"),
        List.of(
            "ct status dnat ct original ip daddr != "
                + outside
                + " ct original ip daddr . ct reply ip saddr != @open counter drop",
            "ct status snat ct reply ip daddr != { "
                + outside
                + ", "
                + gateway
                + " } ct reply ip daddr . ct original ip saddr != @mapped counter drop"));
  }
}
