package io.ciao.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.SubnetPort;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What an instance may send, and how much: a and c are on one node, b on another.
@Tag("networks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PortGuardIT {
  private static final int ECHO = 128;
  private static final int ROUTER_ADVERT = 134;
  private static final int SOLICIT = 135;
  private static final int ADVERT = 136;
  private static final int REDIRECT = 137;
  private static final int BURST = 400;
  private static final int PER_SECOND = 200;
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);
  private static final Ipv6Address NOBODY = new Ipv6Address(0, 0);
  private static final Ipv6Address GLOBAL = Tenant.six(Tenant.A);
  private static final Ipv6Address LOCAL = Tenant.mac(Tenant.A).linkLocal();
  private static final Ipv6Address OF_C = Tenant.mac(Tenant.C).linkLocal();
  private static final RawFrames.Ends A_TO_C =
      new RawFrames.Ends(Tenant.mac(Tenant.A), LOCAL, Tenant.mac(Tenant.C), OF_C);

  private final SubnetOnNode subnets = SubnetOnNode.withKernel();
  private FakeMachines machines;
  private Tenant tenant;

  @BeforeAll
  void build() throws IOException {
    machines = FakeMachines.start();
    tenant = new Tenant(machines, "red", 4097, "10.20.0.100");
    List.of("ared", "bred", "cred").forEach(machines::container);
    makeCn1(GLOBAL);
    subnets.converge(tenant.subnetOfB());
    ConcentratorOnNode.withKernel().converge(Tenant.without6(tenant.concentrator()));
  }

  private void makeCn1(Ipv6Address ofA) {
    // The containers themselves have no addresses but those for the link, and so are silent.
    var a = Tenant.without6(tenant.port("a", Tenant.A));
    var with6 = new SubnetPort(a.uid(), a.mac(), a.address(), ofA, a.policy(), a.attachment());
    subnets.converge(
        tenant.subnet("cn1", List.of(with6, Tenant.without6(tenant.port("c", Tenant.C)))));
  }

  @AfterAll
  void tearDown() throws IOException {
    if (machines != null) {
      tenant.remove();
      machines.close();
    }
  }

  @Test
  void instancesFindEachOtherByTheirOwnLinkLocalAddresses() throws InterruptedException {
    for (var other : List.of(Tenant.B, Tenant.C)) {
      var address = Tenant.mac(other).linkLocal() + "%eth0";
      Eventually.within(LONG_ENOUGH)
          .until("a reaches " + address, () -> machines.pings(tenant.instance("a"), address, "-6"));
    }
  }

  @Test
  void otherIpv6AddressesThanItsOwnGoNowhere() throws InterruptedException {
    var seen = new Seen("ip6 hoplimit");
    var foreign = Ipv6Address.parse("fe80::1");
    seen.passes(hops -> RawFrames.icmp6(A_TO_C, hops, ECHO, OF_C));
    seen.passes(hops -> RawFrames.icmp6(A_TO_C.from(GLOBAL), hops, ECHO, OF_C));
    for (var from : List.of(foreign, OF_C, Tenant.six(Tenant.B))) {
      seen.stops(hops -> RawFrames.icmp6(A_TO_C.from(from), hops, ECHO, OF_C));
    }
    seen.stops(hops -> RawFrames.icmp6(A_TO_C.from(NOBODY), hops, ECHO, OF_C));
    seen.stops(hops -> RawFrames.udp6(A_TO_C.from(NOBODY), hops, 546, 547));
    seen.check();
  }

  @Test
  void neighbourDiscoverySpeaksOfOwnAddressesOnly() throws InterruptedException {
    var seen = new Seen("ip6 hoplimit");
    for (var own : List.of(LOCAL, GLOBAL)) {
      seen.passes(hops -> RawFrames.icmp6(A_TO_C, hops, ADVERT, own));
      seen.passes(hops -> RawFrames.icmp6(A_TO_C.from(NOBODY), hops, SOLICIT, own));
    }
    // Who asks where somebody is names that one.
    seen.passes(hops -> RawFrames.icmp6(A_TO_C, hops, SOLICIT, OF_C));
    for (var foreign : List.of(OF_C, Tenant.six(Tenant.GATEWAY.address()))) {
      seen.stops(hops -> RawFrames.icmp6(A_TO_C, hops, ADVERT, foreign));
      seen.stops(hops -> RawFrames.icmp6(A_TO_C.from(NOBODY), hops, SOLICIT, foreign));
    }
    seen.check();
  }

  @Test
  void instanceIsNeitherRouterNorDhcpServer() throws InterruptedException {
    var seen = new Seen("ip6 hoplimit");
    seen.stops(hops -> RawFrames.icmp6(A_TO_C, hops, ROUTER_ADVERT, LOCAL));
    seen.stops(hops -> RawFrames.icmp6(A_TO_C, hops, REDIRECT, OF_C));
    seen.passes(hops -> RawFrames.udp6(A_TO_C, hops, 5000, 5000));
    seen.stops(hops -> RawFrames.udp6(A_TO_C, hops, 547, 546));
    seen.stops(hops -> RawFrames.udp6(A_TO_C, hops, 5000, 546));
    seen.check();

    var seen4 = new Seen("ip ttl");
    var ends = broadcast(Tenant.mac(Tenant.C), Tenant.C);
    seen4.passes(hops -> RawFrames.udp4(ends, hops, 5000, 5000));
    seen4.stops(hops -> RawFrames.udp4(ends, hops, 67, 68));
    seen4.stops(hops -> RawFrames.udp4(ends, hops, 5000, 68));
    seen4.check();
  }

  /// The rules for IPv6 addresses are replaced with the ports, without asking the instance.
  @Test
  void addressThatWasTakenAwayIsNoneOfItsOwn() throws InterruptedException {
    try {
      makeCn1(OF_C);
      var seen = new Seen("ip6 hoplimit");
      seen.stops(hops -> RawFrames.icmp6(A_TO_C.from(GLOBAL), hops, ECHO, OF_C));
      seen.stops(hops -> RawFrames.icmp6(A_TO_C, hops, ADVERT, GLOBAL));
      seen.passes(hops -> RawFrames.icmp6(A_TO_C, hops, ADVERT, LOCAL));
      seen.check();
    } finally {
      makeCn1(GLOBAL);
    }
  }

  @Test
  void portThatFloodsLosesItsBroadcastsAndNothingElse() {
    var flood =
        RawFrames.udp4(broadcast(MacAddress.parse("ff:ff:ff:ff:ff:ff"), broadcast()), 64, 9, 9);
    count("a");
    count("c");

    var start = System.nanoTime();
    RawFrames.send(tenant.instance("a"), "eth0", flood, 20 * BURST);
    assertThat(counted("c", Tenant.A)).isBetween((long) BURST, allowed(start) + BURST);

    machines.in(tenant.instance("a"), "ip", "neigh", "flush", "dev", "eth0");
    assertThat(machines.pings(tenant.instance("a"), "172.16.0.11")).as("by ARP").isTrue();
    assertThat(lease("a")).as("by DHCP").contains("172.16.0.10");

    var ofC =
        RawFrames.udp4(
            new RawFrames.Ends(
                Tenant.mac(Tenant.C),
                in6(Tenant.C),
                MacAddress.parse("ff:ff:ff:ff:ff:ff"),
                in6(broadcast())),
            64,
            9,
            9);
    RawFrames.send(tenant.instance("c"), "eth0", ofC, BURST / 2);
    assertThat(counted("a", Tenant.C)).as("of another port").isEqualTo(BURST / 2);

    // A change of the ports does not give a new burst.
    RawFrames.send(tenant.instance("a"), "eth0", flood, 2 * BURST);
    var before = counted("c", Tenant.A);
    var change = System.nanoTime();
    try {
      makeCn1(OF_C);
      RawFrames.send(tenant.instance("a"), "eth0", flood, 20 * BURST);
      assertThat(counted("c", Tenant.A) - before).isLessThanOrEqualTo(allowed(change));
    } finally {
      makeCn1(GLOBAL);
    }
  }

  /// What may have passed since then beside a burst.
  private static long allowed(long since) {
    return PER_SECOND * (System.nanoTime() - since) / 1_000_000_000 + 2;
  }

  private static Ipv4Address broadcast() {
    return Ipv4Address.parse("172.16.0.255");
  }

  private static RawFrames.Ends broadcast(MacAddress toMac, Ipv4Address to) {
    return new RawFrames.Ends(Tenant.mac(Tenant.A), in6(Tenant.A), toMac, in6(to));
  }

  private static Ipv6Address in6(Ipv4Address address) {
    return new Ipv6Address(0, address.value());
  }

  private void count(String instance) {
    machines.in(
        tenant.instance(instance),
        "nft",
        """
        table netdev flood { chain in0 { type filter hook ingress device eth0 priority 0;
        ip saddr %s udp dport 9 counter; ip saddr %s udp dport 9 counter; }; }\
        """
            .formatted(Tenant.A, Tenant.C));
  }

  private long counted(String instance, Ipv4Address from) {
    return machines
        .in(tenant.instance(instance), "nft", "list", "table", "netdev", "flood")
        .lines()
        .filter(line -> line.contains("ip saddr " + from + " "))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*packets (\\d+).*", "$1")))
        .sum();
  }

  private String lease(String instance) {
    var output =
        machines.attempt(
            tenant.instance(instance),
            "busybox udhcpc -f -i eth0 -n -q -t 5 -T 1 -s /bin/true".split(" ", -1));
    return output.stdout() + output.stderr();
  }

  /// How a frame is made that is known by its hops.
  private interface Frame {
    byte[] with(int hops);
  }

  /// Sends frames from a to c, each with a number of hops of its own, and sees which arrive. What
  /// is sent last arrives, so what has not come by then never does. The kernel's own frames have 64
  /// hops or 255.
  private final class Seen {
    private static int tables;

    private final NetNamespace receiver = tenant.instance("c");
    private final String table = "seen" + tables++;

    private final List<Integer> expected = new ArrayList<>();

    private int hops = 100;

    Seen(String field) {

      machines.in(
          receiver,
          "nft",
          """
          table netdev %s { set got { typeof %s; flags dynamic; size 256; }
          chain in0 { type filter hook ingress device eth0 priority 0;
          ether saddr %s %s 100-200 update @got { %s }; }; }\
          """
              .formatted(table, field, Tenant.mac(Tenant.A), field, field));
    }

    void passes(Frame frame) {
      expected.add(hops);
      stops(frame);
    }

    void stops(Frame frame) {

      RawFrames.send(tenant.instance("a"), "eth0", frame.with(hops++), 1);
    }

    void check() throws InterruptedException {
      assertThat(expected).as("frames that must arrive, for comparison").isNotEmpty();
      Eventually.within(LONG_ENOUGH)
          .untilAsserted(() -> assertThat(arrived()).containsAll(expected));
      assertThat(arrived()).containsExactlyElementsOf(expected);
    }

    private List<Integer> arrived() {
      var listed = machines.in(receiver, "nft", "list", "set", "netdev", table, "got");
      var matcher = Pattern.compile("elements = \\{([^}]*)\\}").matcher(listed);
      var found = new ArrayList<Integer>();
      if (matcher.find()) {
        for (var element : matcher.group(1).strip().split(",\\s*", -1)) {
          found.add(Integer.valueOf(element.strip()));
        }
      }
      return found.stream().sorted().toList();
    }
  }
}
