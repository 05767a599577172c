package io.ciao.linux.subnet;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the ports of a subnet accept and may open, every policy brought to one form: the union of
/// what some groups allow. Packet rules and the judge of connections are made of this. Pure.
///
/// @param gateway who answers DHCP
/// @param groups by uid, those alone that ports have
/// @param members of groups that are peers, by the group's uid
/// @param tolerant as [SubnetPlan#tolerant]
record Permissions(
    Ipv4Address gateway,
    List<Port> ports,
    SortedMap<String, GroupRules> groups,
    Map<String, Set<IpAddress>> members,
    boolean tolerant) {
  private static final IpPrefix LINK_LOCAL = Ipv6Prefix.parse("fe80::/10");
  private static final GroupRule EVERYTHING =
      new GroupRule(GroupRule.Protocol.ANY, List.of(), List.of());

  /// Whom an ssh forward leads to: after its translation it looks as any connection from elsewhere.
  private static final GroupRule SSH =
      new GroupRule(GroupRule.Protocol.TCP, List.of(new GroupRule.PortRange(22, 22)), List.of());

  /// @param link its name
  /// @param groups whose rules together are its own
  record Port(String link, List<IpAddress> addresses, List<String> groups) {}

  static Permissions of(SubnetPlan plan) {
    var groups = new TreeMap<String, GroupRules>();
    var ports = new ArrayList<Port>();
    for (var port : plan.ports()) {
      var own = new ArrayList<String>();
      for (var group : groups(port.policy(), plan.groups())) {
        groups.put(group.uid(), group);
        own.add(group.uid());
      }
      var addresses = new ArrayList<IpAddress>(port.addresses6());
      addresses.add(port.address());
      ports.add(new Port(port.linkName(), List.copyOf(addresses), List.copyOf(own)));
    }
    return new Permissions(
        plan.gateway().address(), List.copyOf(ports), groups, members(groups), plan.tolerant());
  }

  private static List<GroupRules> groups(PortPolicy policy, Map<String, GroupRules> known) {
    return switch (policy) {
      case PortPolicy.Closed _ -> List.of();
      case PortPolicy.Ungrouped(var own) -> List.of(ungrouped(own));
      case PortPolicy.Grouped(var uids) ->
          uids.stream().filter(known::containsKey).map(known::get).toList();
    };
  }

  /// As if instances without a group had one.
  private static GroupRules ungrouped(List<IpPrefix> own) {
    var peers = new ArrayList<GroupRule.Peer>();
    own.forEach(prefix -> peers.add(new GroupRule.Peer.Block(prefix)));
    peers.add(new GroupRule.Peer.Block(LINK_LOCAL));
    return new GroupRules(
        "ungrouped " + own,
        List.of(new GroupRule(GroupRule.Protocol.ANY, List.of(), peers), SSH),
        List.of(EVERYTHING));
  }

  private static Map<String, Set<IpAddress>> members(Map<String, GroupRules> groups) {
    var members = new HashMap<String, Set<IpAddress>>();
    for (var group : groups.values()) {
      for (var direction : Direction.values()) {
        for (var rule : direction.rules(group)) {
          for (var peer : rule.peers()) {
            if (peer instanceof GroupRule.Peer.Members(var uid, var addresses)) {
              members.computeIfAbsent(uid, _ -> new HashSet<>()).addAll(addresses);
            }
          }
        }
      }
    }
    return members;
  }
}
