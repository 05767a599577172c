package io.ciao.linux.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.linux.FakeMachines;
import io.ciao.linux.Tenant;
import io.ciao.linux.conntrack.Flow;
import io.ciao.linux.net.InNamespace;
import io.ciao.linux.subnet.GroupRule.Peer;
import io.ciao.linux.subnet.GroupRule.PortRange;
import io.ciao.linux.subnet.GroupRule.Protocol;
import io.ciao.testkit.Eventually;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Packet rules and the judge of connections are two readings of the same permissions. Where they
/// differ, connections are ended that are allowed, or go on that are not.
@Tag("networks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JudgeAgreementIT {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

  /// Always allowed: what was sent before it has come, or never does.
  private static final int MARKER = 6999;

  private static final int FIRST = 7000;
  private static final int PORTS = 8;
  private static final GroupRule MARKERS = Rules.rule(Protocol.UDP, Integer.toString(MARKER));
  private static final Pattern ELEMENT = Pattern.compile("([0-9a-f:.]+) \\. ([0-9]+)");

  private static final List<Peer> PEERS =
      List.of(
          Rules.block("172.16.0.11/32"),
          Rules.block("172.16.0.10/31"),
          Rules.block("172.16.0.12/30"),
          Rules.block("172.16.0.99/24"),
          Rules.block("0.0.0.0/0"),
          Rules.block("fd12:3456:789a:1001::ac10:a/127"),
          Rules.block("fd12:3456:789a:1001::ac10:c/128"),
          Rules.block("fd12:3456:789a::/48"),
          Rules.block("::/0"),
          Rules.members("b4", "172.16.0.11"),
          Rules.members("all6", at6("b").toString(), at6("c").toString(), at6("a").toString()),
          Rules.members("ac", "172.16.0.10", "172.16.0.12", at6("c").toString()),
          Rules.members("none"));

  private final SubnetOnNode subnets = SubnetOnNode.withKernel();
  private FakeMachines machines;
  private Tenant tenant;

  @BeforeAll
  void build() throws IOException {
    machines = FakeMachines.start();
    tenant = new Tenant(machines, "red", 4097, "10.20.0.100");
    List.of("ared", "bred", "cred").forEach(machines::container);
    subnets.converge(plan(List.of(), List.of()));
    subnets.converge(tenant.subnet("cn2", List.of(port("b", PortPolicy.OPEN))));
    for (var which : List.of("a", "b", "c")) {
      var address = "ip -6 addr replace " + at6(which) + "/64 dev eth0 nodad";
      machines.in(tenant.instance(which), address.split(" ", -1));
      record(which);
    }
  }

  @AfterAll
  void tearDown() throws IOException {
    if (machines != null) {
      tenant.remove();
      machines.close();
    }
  }

  private static Ipv4Address at(String which) {
    return switch (which) {
      case "a" -> Tenant.A;
      case "b" -> Tenant.B;
      default -> Tenant.C;
    };
  }

  private static Ipv6Address at6(String which) {
    return Ipv6Address.parse("fd12:3456:789a:1001::ac10:" + which);
  }

  private SubnetPort port(String which, PortPolicy policy) {
    var port = tenant.port(which, at(which), policy);
    return new SubnetPort(
        port.uid(), port.mac(), port.address(), at6(which), policy, port.attachment());
  }

  /// Of the node with a and c.
  private SubnetPlan plan(List<GroupRules> ofA, List<GroupRules> ofC) {
    var groups = new TreeMap<String, GroupRules>();
    ofA.forEach(group -> groups.put(group.uid(), group));
    ofC.forEach(group -> groups.put(group.uid(), group));
    var ports = List.of(port("a", policy(ofA)), port("c", policy(ofC)));
    return tenant.subnet("cn1", ports, groups, false);
  }

  private static PortPolicy policy(List<GroupRules> groups) {
    var uids = new TreeSet<String>();
    groups.forEach(group -> uids.add(group.uid()));
    return new PortPolicy.Grouped(uids);
  }

  /// Notes what comes in.
  private void record(String which) {
    machines.in(
        tenant.instance(which),
        "nft",
        """
        table netdev rec {
        set udp4 { typeof ip saddr . udp dport; flags dynamic; size 65535; }
        set udp6 { typeof ip6 saddr . udp dport; flags dynamic; size 65535; }
        set tcp4 { typeof ip saddr . tcp dport; flags dynamic; size 65535; }
        set tcp6 { typeof ip6 saddr . tcp dport; flags dynamic; size 65535; }
        chain in0 { type filter hook ingress device eth0 priority 0;
        meta protocol ip meta l4proto udp update @udp4 { ip saddr . udp dport };
        meta protocol ip6 meta l4proto udp update @udp6 { ip6 saddr . udp dport };
        meta protocol ip tcp flags & (syn | ack) == syn update @tcp4 { ip saddr . tcp dport };
        meta protocol ip6 tcp flags & (syn | ack) == syn update @tcp6 { ip6 saddr . tcp dport };
        }; }\
        """);
  }

  private Set<String> arrived() {
    var found = new TreeSet<String>();
    for (var to : List.of("a", "b", "c")) {
      for (var set : List.of("udp4", "udp6", "tcp4", "tcp6")) {
        var text = machines.in(tenant.instance(to), "nft", "list", "set", "netdev", "rec", set);
        var matcher = ELEMENT.matcher(text);
        while (matcher.find()) {
          found.add(
              text(set.substring(0, 3), matcher.group(1), to, Integer.parseInt(matcher.group(2))));
        }
      }
    }
    return found;
  }

  private static String text(String protocol, String from, String to, int port) {
    return protocol + " " + from + " " + to + " " + port;
  }

  @Test
  void whatThePacketRulesLetPassTheJudgeAllows() throws Exception {
    for (var seed = 0; seed < Seeds.cases(8); seed++) {
      var first = FIRST + seed * PORTS;
      var gen = Gen.ofSeed(seed);
      var plan = plan(groups("x", gen, first), groups("y", gen, first));
      subnets.converge(plan);
      var judge = new ConnectionJudge(Permissions.of(plan));

      var expected = new TreeSet<String>();
      for (var from : List.of("a", "b", "c")) {
        for (var to : List.of("a", "b", "c")) {
          // For b's node c is elsewhere than it is here.
          if (!from.equals(to) && (from + to).contains("a")) {
            expected.addAll(expected(judge, from, to, first));
            InNamespace.call(tenant.instance(from), () -> send(to, first));
          }
        }
      }
      var described = "seed " + seed + ": " + plan.groups();
      Eventually.within(LONG_ENOUGH)
          .untilAsserted(() -> assertThat(arrived()).as(described).containsAll(expected));
      assertThat(arrived())
          .as(described)
          .filteredOn(text -> portOf(text) == MARKER || isIn(portOf(text), first))
          .containsExactlyElementsOf(expected);
    }
  }

  private static int portOf(String text) {
    return Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1));
  }

  private static boolean isIn(int port, int first) {
    return first <= port && port < first + PORTS;
  }

  private static List<GroupRules> groups(String name, Gen gen, int first) {
    var groups = new ArrayList<GroupRules>();
    groups.add(new GroupRules(name, List.of(MARKERS), List.of(MARKERS)));
    for (var number = gen.between(1, 2); number > 0; number--) {
      groups.add(
          new GroupRules(
              name + number,
              gen.listOf(0, 3, part -> rule(part, first)),
              gen.listOf(0, 4, part -> rule(part, first))));
    }
    return groups;
  }

  private static GroupRule rule(Gen gen, int first) {
    var protocol = gen.pick(Protocol.ANY, Protocol.TCP, Protocol.UDP, Protocol.ICMP);
    var hasPorts = protocol == Protocol.TCP || protocol == Protocol.UDP;
    return new GroupRule(
        protocol,
        hasPorts ? gen.listOf(0, 3, part -> range(part, first)) : List.of(),
        gen.listOf(protocol == Protocol.ANY ? 1 : 0, 3, part -> part.oneOf(PEERS)));
  }

  private static PortRange range(Gen gen, int first) {
    var from = first + gen.between(0, PORTS - 1);
    return new PortRange(from, from + gen.between(0, 2));
  }

  private static List<String> expected(ConnectionJudge judge, String from, String to, int first) {
    var expected = new ArrayList<String>();
    for (var ends :
        List.of(new IpAddress[] {at(from), at(to)}, new IpAddress[] {at6(from), at6(to)})) {
      expected.add(text("udp", ends[0].toString(), to, MARKER));
      for (var port = first; port < first + PORTS; port++) {
        if (judge.allows(new Flow(ends[0], ends[1], Flow.UDP, 40_000, port))) {
          expected.add(text("udp", ends[0].toString(), to, port));
        }
        if (judge.allows(new Flow(ends[0], ends[1], Flow.TCP, 40_000, port))) {
          expected.add(text("tcp", ends[0].toString(), to, port));
        }
      }
    }
    return expected;
  }

  /// First packets to all ports, and the marker last.
  private static int send(String to, int first) {
    try (var datagrams = DatagramChannel.open()) {
      for (var bytes : List.of(at(to).bytes(), at6(to).bytes())) {
        var address = InetAddress.getByAddress(bytes);
        for (var port = first; port < first + PORTS; port++) {
          datagrams.send(ByteBuffer.allocate(1), new InetSocketAddress(address, port));
          try (var stream = SocketChannel.open()) {
            stream.configureBlocking(false);
            stream.connect(new InetSocketAddress(address, port));
          }
        }
        datagrams.send(ByteBuffer.allocate(1), new InetSocketAddress(address, MARKER));
      }
      return PORTS;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
