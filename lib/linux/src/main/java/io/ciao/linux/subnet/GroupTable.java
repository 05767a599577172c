package io.ciao.linux.subnet;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.nft.NftChain;
import io.ciao.linux.nft.NftSet;
import io.ciao.linux.nft.NftTable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The packet rules for what ports accept and may open: a chain for each group and direction that
/// accepts, one for each port that asks those of its groups and drops the rest, counted under the
/// port's name. Members of groups are sets, so that they come and go without touching rules. Pure.
///
/// The two directions hook in one after the other, since a packet from one port to another must be
/// allowed by both. The mark says what tracking knows of the packet's connection.
final class GroupTable {
  private static final String NAME = "groups";

  /// After the IP hooks have run under the bridge's.
  private static final int AFTER_STATE = 10;

  private static final String NEEDS = "needs-";

  /// A packet of TCP from the middle of a connection that tracking does not know.
  private static final String MIDDLE = "meta mark 0x0 tcp flags & (fin | syn | rst | ack) != syn ";

  private GroupTable() {}

  static NftTable of(Permissions permissions) {
    var sets = new ArrayList<NftSet>();
    var chains = new ArrayList<NftChain>();
    for (var member : new TreeMap<>(permissions.members()).entrySet()) {
      sets.add(members(GroupRuleTexts.members4(member.getKey()), 4, member.getValue()));
      sets.add(members(GroupRuleTexts.members6(member.getKey()), 6, member.getValue()));
    }
    chains.add(opening(permissions.tolerant()));
    chains.add(accepting(permissions.tolerant()));
    for (var direction : Direction.values()) {
      chains.add(
          new NftChain(
              NEEDS + direction.letter(), null, PortNeeds.rules(direction, permissions.gateway())));
      permissions.groups().values().forEach(group -> chains.add(group(group, direction)));
      var leads = new TreeMap<String, String>();
      for (var port : permissions.ports()) {
        var chain = port(port, direction);
        chains.add(chain);
        leads.put(port.link(), "goto " + chain.name());
      }
      sets.add(NftSet.map(map(direction), "ifname", "verdict", leads));
    }
    return new NftTable("bridge", NAME, sets, chains);
  }

  private static NftSet members(String name, int version, Iterable<IpAddress> addresses) {
    var elements = new ArrayList<List<String>>();
    for (var address : addresses) {
      if (address instanceof Ipv4Address == (version == 4)) {
        elements.add(List.of(address.toString()));
      }
    }
    return NftSet.of(name, List.of("ipv" + version + "_addr"), elements);
  }

  private static String map(Direction direction) {
    return direction == Direction.INGRESS ? "ingress" : "egress";
  }

  private static NftChain opening(boolean tolerant) {
    return new NftChain(
        "fwd0",
        new NftChain.Hook("filter", "forward", AFTER_STATE, "accept"),
        List.of(
            "meta mark 0x2 accept",
            "meta mark 0x3 counter drop",
            "ether type arp accept",
            // Else what was taken away would go on: tracking takes up what it meets under way.
            MIDDLE + (tolerant ? "accept" : "counter drop"),
            "iifname vmap @egress"));
  }

  private static NftChain accepting(boolean tolerant) {
    var rules = new ArrayList<>(List.of("meta mark 0x2 accept", "ether type arp accept"));
    if (tolerant) {
      rules.add(MIDDLE + "accept");
    }
    rules.add("oifname vmap @ingress");
    return new NftChain(
        "fwd1", new NftChain.Hook("filter", "forward", AFTER_STATE + 1, "accept"), rules);
  }

  private static String name(String groupUid, Direction direction) {
    return LinkNames.of("g" + direction.letter() + "-", groupUid);
  }

  private static NftChain group(GroupRules group, Direction direction) {
    var rules = new ArrayList<String>();
    direction.rules(group).forEach(rule -> rules.addAll(GroupRuleTexts.of(rule, direction)));
    return new NftChain(name(group.uid(), direction), null, rules);
  }

  private static NftChain port(Permissions.Port port, Direction direction) {
    var rules = new ArrayList<String>();
    rules.add("jump " + NEEDS + direction.letter());
    for (var uid : port.groups()) {
      rules.add("jump " + name(uid, direction));
    }
    rules.add("counter drop");
    return new NftChain(direction.letter() + "-" + port.link(), null, rules);
  }
}
