package io.ciao.linux.subnet;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.linux.subnet.GroupRule.Peer;
import io.ciao.linux.subnet.GroupRule.PortRange;
import io.ciao.linux.subnet.GroupRule.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes rules of groups in short.
public final class Rules {
  private Rules() {}

  public static final GroupRule ANYTHING = rule(Protocol.ANY);
  public static final GroupRule ICMP = rule(Protocol.ICMP);

  /// With peers and without ports.
  public static GroupRule rule(Protocol protocol, Peer... peers) {
    return new GroupRule(protocol, List.of(), List.of(peers));
  }

  /// With ports: `22`, `8000-8080`, or several with a comma between.
  public static GroupRule rule(Protocol protocol, String ports, Peer... peers) {
    var ranges = new ArrayList<PortRange>();
    for (var range : ports.split(",", -1)) {
      var ends = Arrays.stream(range.split("-", -1)).mapToInt(Integer::parseInt).toArray();
      ranges.add(new PortRange(ends[0], ends[ends.length - 1]));
    }
    return new GroupRule(protocol, ranges, List.of(peers));
  }

  public static Peer.Block block(String prefix) {
    return new Peer.Block(prefix(prefix));
  }

  public static IpPrefix prefix(String prefix) {
    return prefix.indexOf(':') < 0 ? Ipv4Prefix.parse(prefix) : Ipv6Prefix.parse(prefix);
  }

  public static Peer.Members members(String group, String... addresses) {
    return new Peer.Members(group, Arrays.stream(addresses).map(IpAddress::parse).toList());
  }
}
