package io.ciao.launcher.network;

import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.security.GroupMember;
import io.ciao.api.security.SecurityGroup;
import io.ciao.api.security.SecurityPeer;
import io.ciao.api.security.SecurityRule;
import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.IpPrefix;
import io.ciao.linux.subnet.GroupRule;
import io.ciao.linux.subnet.GroupRule.Peer;
import io.ciao.linux.subnet.GroupRule.PortRange;
import io.ciao.linux.subnet.GroupRule.Protocol;
import io.ciao.linux.subnet.GroupRules;
import io.ciao.linux.subnet.PortPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the ports of a subnet accept and may open, by the security groups of their instances. Pure.
///
/// A port whose groups are not all known is closed: what is not known may forbid. A peer that is
/// not known is nobody, so a rule never allows more than it says.
final class PortPolicies {
  private final SubnetGroups groups;

  PortPolicies(SubnetGroups groups) {
    this.groups = groups;
  }

  /// The policy of one port.
  PortPolicy of(String instanceUid, ConcentratorSpec subnet) {
    var names = groups.named().get(instanceUid);
    if (names == null || closed(instanceUid).isPresent()) {
      return new PortPolicy.Closed();
    }
    if (names.isEmpty()) {
      return new PortPolicy.Ungrouped(own(subnet));
    }
    var uids = new TreeSet<String>();
    names.forEach(name -> uids.add(uid(known(name))));
    return new PortPolicy.Grouped(uids);
  }

  /// Why nothing passes the port; empty if its policy is known.
  Optional<String> closed(String instanceUid) {
    var names = groups.named().get(instanceUid);
    if (names == null) {
      return Optional.of("nothing is known of its security groups yet");
    }
    var absent = new TreeSet<>(names);
    absent.removeIf(groups.known()::containsKey);
    return absent.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "nothing passes its interface until its node knows the security group "
                + String.join(", ", absent)
                + "; create it, or take it out of spec.securityGroups");
  }

  /// The rules of the groups that ports have.
  SortedMap<String, GroupRules> rules() {
    var rules = new TreeMap<String, GroupRules>();
    for (var names : groups.named().values()) {
      for (var name : names) {
        var group = groups.known().get(name);
        if (group != null) {
          rules.put(uid(group), rules(group));
        }
      }
    }
    return rules;
  }

  /// What an instance without a group is open to. A scheduler of before says nothing of the
  /// network.
  private static List<IpPrefix> own(ConcentratorSpec subnet) {
    var blocks =
        subnet.networkCIDRs().isEmpty()
            ? Stream.of(subnet.subnet(), subnet.subnet6()).filter(Objects::nonNull).toList()
            : subnet.networkCIDRs();
    return blocks.stream().<IpPrefix>map(IpPrefix::parse).toList();
  }

  private SecurityGroup known(String name) {
    return Objects.requireNonNull(groups.known().get(name));
  }

  private static String uid(SecurityGroup group) {
    return group.metadata().requireUid();
  }

  private GroupRules rules(SecurityGroup group) {
    return new GroupRules(uid(group), rules(group.spec().ingress()), rules(group.spec().egress()));
  }

  private List<GroupRule> rules(List<SecurityRule> said) {
    return said.stream()
        .map(
            rule ->
                new GroupRule(
                    protocol(rule.protocol()),
                    rule.ports().stream().map(PortPolicies::ports).toList(),
                    rule.peers().stream().map(this::peer).toList()))
        .toList();
  }

  private static Protocol protocol(@Nullable String said) {
    return switch (said == null ? "any" : said) {
      case "any" -> Protocol.ANY;
      case "tcp" -> Protocol.TCP;
      case "udp" -> Protocol.UDP;
      case "icmp" -> Protocol.ICMP;
      default -> throw new IllegalArgumentException("a rule has the protocol " + said);
    };
  }

  private static PortRange ports(String said) {
    var dash = said.indexOf('-');
    var first = Integer.parseInt(dash < 0 ? said : said.substring(0, dash));
    return new PortRange(first, dash < 0 ? first : Integer.parseInt(said.substring(dash + 1)));
  }

  private Peer peer(SecurityPeer said) {
    var cidr = said.cidr();
    if (cidr != null) {
      return new Peer.Block(IpPrefix.parse(cidr));
    }
    var name = String.valueOf(said.securityGroup());
    var group = groups.known().get(name);
    return group == null
        ? new Peer.Members("absent:" + name, List.of())
        : new Peer.Members(uid(group), addresses(group));
  }

  private static List<IpAddress> addresses(SecurityGroup group) {
    var addresses = new ArrayList<IpAddress>();
    for (GroupMember member : group.status().members()) {
      addresses.add(IpAddress.parse(member.address()));
      var address6 = member.address6();
      if (address6 != null) {
        addresses.add(IpAddress.parse(address6));
      }
    }
    return addresses;
  }

  /// By instance why its port is closed.
  Map<String, String> closed(List<PortRequest> ports) {
    var closed = new TreeMap<String, String>();
    for (var port : ports) {
      closed(port.uid()).ifPresent(why -> closed.put(port.uid(), why));
    }
    return closed;
  }
}
