package io.ciao.ctl.create;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ciao.basis.address.AddressFormatException;
import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.basis.address.Ipv6Subnet;
import io.ciao.ctl.session.UsageException;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One rule of a SecurityGroup in short: `PROTOCOL[:PORTS][@PEER]`, as in `tcp:22@10.0.0.0/8`.
///
/// @param ports one or a range; null for all
/// @param peer null for anybody
record AllowRule(String protocol, @Nullable Ports ports, @Nullable Peer peer) {
  private static final List<String> WITH_PORTS = List.of("tcp", "udp");
  private static final List<String> PROTOCOLS = List.of("tcp", "udp", "icmp", "any");
  private static final Pattern PORTS = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
  private static final int PORT_MAX = 65_535;
  private static final String GROUP = "group:";
  private static final String GOOD =
      "good ones are tcp:22, udp:53-60, icmp, tcp:22@10.0.0.0/8, tcp:22@group:db";

  /// Ports from the first to the last; often the same.
  record Ports(int first, int last) {}

  /// The other side.
  ///
  /// @param field of the object: `cidr` or `securityGroup`
  record Peer(String field, String value) {}

  /// Reads one.
  ///
  /// @param flag where it was given, for messages
  /// @param names what names of groups look like
  /// @throws UsageException that says what is wrong with it
  static AllowRule parse(String flag, String text, Predicate<String> names) {
    try {
      return parse(text, names);
    } catch (AddressFormatException e) {
      throw new UsageException("%s \"%s\": %s; %s".formatted(flag, text, e.getMessage(), GOOD));
    }
  }

  private static AllowRule parse(String text, Predicate<String> names) {
    var at = text.indexOf('@');
    var head = at < 0 ? text : text.substring(0, at);
    var colon = head.indexOf(':');
    var protocol = colon < 0 ? head : head.substring(0, colon);
    if (!PROTOCOLS.contains(protocol)) {
      throw wrong(notProtocol(protocol));
    }
    return new AllowRule(
        protocol,
        colon < 0 ? null : ports(protocol, head.substring(colon + 1)),
        at < 0 ? null : peer(text.substring(at + 1), names));
  }

  private static String notProtocol(String word) {
    if (word.isEmpty()) {
      return "it names no protocol";
    }
    return PORTS.matcher(word).matches()
        ? "a port goes with its protocol: tcp:%s".formatted(word)
        : "\"%s\" is no protocol; use tcp, udp, icmp or any".formatted(word);
  }

  private static Ports ports(String protocol, String text) {
    if (!WITH_PORTS.contains(protocol)) {
      throw wrong(protocol + " has no ports; only tcp and udp have");
    }
    var matcher = PORTS.matcher(text);
    if (!matcher.matches()) {
      throw wrong("\"%s\" is no port and no range of ports".formatted(text));
    }
    var first = Integer.parseInt(matcher.group(1));
    var last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
    if (first < 1 || first > PORT_MAX || last > PORT_MAX) {
      throw wrong("ports go from 1 to %d, not %s".formatted(PORT_MAX, text));
    }
    if (last < first) {
      throw wrong("the range %s ends before it begins".formatted(text));
    }
    return new Ports(first, last);
  }

  private static Peer peer(String text, Predicate<String> names) {
    if (text.startsWith(GROUP)) {
      var group = text.substring(GROUP.length());
      if (group.isEmpty()) {
        throw wrong("it names no group after group:");
      }
      if (!names.test(group)) {
        throw wrong("\"%s\" is no name of a security group".formatted(group));
      }
      return new Peer("securityGroup", group);
    }
    if (text.isEmpty()) {
      throw wrong("it names nobody after @");
    }
    if (text.indexOf('@') >= 0) {
      throw wrong("it names two peers; write a rule for each");
    }
    if (text.indexOf('/') < 0) {
      throw wrong(withoutPrefix(text));
    }
    var block = text.indexOf(':') < 0 ? Ipv4Subnet.parse(text) : Ipv6Subnet.parse(text);
    return new Peer("cidr", block.toString());
  }

  private static String withoutPrefix(String text) {
    try {
      var bits = IpAddress.parse(text) instanceof Ipv4Address ? 32 : 128;
      return "for one address write %s/%d".formatted(text, bits);
    } catch (AddressFormatException e) {
      return "\"%s\" is no block of addresses; a group is written group:%s".formatted(text, text);
    }
  }

  private static AddressFormatException wrong(String what) {
    return new AddressFormatException(what);
  }

  /// Adds it as a group's `ingress` and `egress` hold it.
  void addTo(ArrayNode rules) {
    var rule = rules.addObject().put("protocol", protocol);
    if (ports != null) {
      var list = rule.putArray("ports");
      if (ports.first == ports.last) {
        list.add(ports.first);
      } else {
        list.add(ports.first + "-" + ports.last);
      }
    }
    if (peer != null) {
      rule.putArray("peers").addObject().put(peer.field, peer.value);
    }
  }
}
