package io.ciao.linux.subnet;

import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.subnet.GroupRule.Peer;
import io.ciao.linux.subnet.GroupRule.PortRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Rules of groups in nft's language. Pure.
final class GroupRuleTexts {
  private GroupRuleTexts() {}

  /// What accepts the connections that a rule allows, one or more rules of nft: addresses of the
  /// two versions, blocks and groups do not fit in one.
  static List<String> of(GroupRule rule, Direction direction) {
    var what = what(rule) + "accept";
    if (rule.peers().isEmpty()) {
      return List.of(what);
    }
    var blocks = new ArrayList<IpPrefix>();
    var texts = new ArrayList<String>();
    for (var peer : rule.peers()) {
      switch (peer) {
        case Peer.Block(var prefix) -> blocks.add(prefix);
        case Peer.Members(var uid, _) -> {
          texts.add("ip " + direction.peer() + " @" + members4(uid) + " " + what);
          texts.add("ip6 " + direction.peer() + " @" + members6(uid) + " " + what);
        }
      }
    }
    var reduced = Blocks.reduced(blocks);
    var v4 = reduced.stream().filter(Ipv4Prefix.class::isInstance).toList();
    var v6 = reduced.stream().filter(block -> !(block instanceof Ipv4Prefix)).toList();
    if (!v4.isEmpty()) {
      texts.add(within("ip", direction, v4) + " " + what);
    }
    if (!v6.isEmpty()) {
      texts.add(within("ip6", direction, v6) + " " + what);
    }
    return texts;
  }

  /// The set of a group's IPv4 addresses.
  static String members4(String groupUid) {
    return LinkNames.of("m4-", groupUid);
  }

  /// The set of a group's IPv6 addresses.
  static String members6(String groupUid) {
    return LinkNames.of("m6-", groupUid);
  }

  private static String within(String version, Direction direction, List<IpPrefix> blocks) {
    if (blocks.getFirst().length() == 0) {
      // Nothing else is left then, and nft has no such block.
      return "meta protocol " + version;
    }
    return version
        + " "
        + direction.peer()
        + " "
        + set(blocks.stream().map(Object::toString).toList());
  }

  private static String what(GroupRule rule) {
    var ports = rule.ports();
    return switch (rule.protocol()) {
      case ANY -> "";
      case ICMP -> "meta l4proto { icmp, ipv6-icmp } ";
      case TCP -> ports.isEmpty() ? "meta l4proto tcp " : "tcp dport " + set(texts(ports)) + " ";
      case UDP -> ports.isEmpty() ? "meta l4proto udp " : "udp dport " + set(texts(ports)) + " ";
    };
  }

  /// nft takes no ranges that overlap.
  private static List<String> texts(List<PortRange> ports) {
    var merged = new ArrayList<PortRange>();
    for (var range : ports.stream().sorted(Comparator.comparingInt(PortRange::first)).toList()) {
      if (!merged.isEmpty() && range.first() <= merged.getLast().last() + 1) {
        var before = merged.removeLast();
        merged.add(new PortRange(before.first(), Math.max(before.last(), range.last())));
      } else {
        merged.add(range);
      }
    }
    return merged.stream()
        .map(
            range ->
                range.first() == range.last()
                    ? Integer.toString(range.first())
                    : range.first() + "-" + range.last())
        .toList();
  }

  private static String set(List<String> texts) {
    return texts.size() == 1 ? texts.getFirst() : "{ " + String.join(", ", texts) + " }";
  }
}
