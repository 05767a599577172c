package io.ciao.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ProcessTable;
import io.ciao.linux.process.Spawn;
import io.ciao.linux.process.SpawnRequest;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.transit.TransitOnNode;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Three subnets of one tenant: two whose concentrators share a network node, one on another.
@Tag("networks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TransitIT {
  private FakeMachines machines;
  private SortedMap<String, Long> before;
  private List<JoinedSubnet> all;
  private final SubnetOnNode subnets = SubnetOnNode.withKernel();
  private final ConcentratorOnNode concentrators = ConcentratorOnNode.withKernel();
  private final TransitOnNode transits = TransitOnNode.withKernel();

  @BeforeAll
  void build() throws IOException {
    machines = FakeMachines.start();
    all =
        List.of(
            new JoinedSubnet(machines, 0, "cn1", "nn1"),
            new JoinedSubnet(machines, 1, "cn1", "nn1"),
            new JoinedSubnet(machines, 2, "cn2", "nn2"));
    all.forEach(one -> machines.container("i" + one.number()));
    before = machines.counts();
  }

  @BeforeEach
  void makeWhole() {
    pass();
  }

  @AfterAll
  void tearDown() throws Exception {
    if (machines != null) {
      remove();
      Eventually.within(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(machines.counts()).isEqualTo(before));
      machines.close();
    }
  }

  private void remove() {
    transits.remove(machines.prefix("nn1"), JoinedSubnet.TRANSIT_VNI);
    transits.remove(machines.prefix("nn2"), JoinedSubnet.TRANSIT_VNI);
    for (var one : all) {
      subnets.remove(one.place().namespace());
      concentrators.remove(one.concentratorPlace(), one.vni(), one.directory());
    }
  }

  /// Each agent's passes; the concentrators' again, for what they add to their new interface.
  private int pass() {
    var steps = concentrators();
    for (var one : all) {
      steps += subnets.converge(one.subnet()).actions().size();
    }
    for (var node : List.of("nn1", "nn2")) {
      steps += transits.converge(JoinedSubnet.transit(machines, node, all)).actions().size();
    }
    return steps + concentrators();
  }

  private int concentrators() {
    var steps = 0;
    for (var one : all) {
      var others = all.stream().filter(other -> !other.equals(one)).toList();
      var settled = concentrators.converge(one.concentrator(others));
      steps += settled.network().size() + settled.dnsmasq().size();
    }
    return steps;
  }

  private boolean pings(int from, int to, String... options) {
    return machines.pings(all.get(from).instance(), all.get(to).address().toString(), options);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "0, 2", "2, 0", "1, 2", "2, 1"})
  void instancesOfItsSubnetsReachEachOther(int from, int to) throws Exception {
    var target = all.get(to).instance();
    machines.in(
        target,
        "nft",
        "add table ip seen; flush table ip seen; add chain ip seen in0 { type filter hook input"
            + " priority 0; }; add rule ip seen in0 ip saddr "
            + all.get(from).address()
            + " counter");

    assertThat(pings(from, to)).isTrue();
    try (var _ = listen(target, 7000)) {
      assertThat(connects(all.get(from).instance(), all.get(to).address().toString(), 7000))
          .isTrue();
    }

    assertThat(packets(target, "seen", "in0")).as("with its own address").isGreaterThan(2);
  }

  @Test
  void packetsOfTheMtuPassAndOneByteMoreDoesNot() {
    for (var to : List.of(1, 2)) {
      assertThat(pings(0, to, "-M", "do", "-s", "1422")).isTrue();
      assertThat(pings(0, to, "-M", "do", "-s", "1423")).isFalse();
      assertThat(pings(0, to, "-s", "3000")).isTrue();
    }
  }

  /// A concentrator takes from another only what that one's subnet may send, also to itself.
  @ParameterizedTest
  @CsvSource({"0, 1", "0, 2", "2, 0"})
  void whatAnotherSubnetMayNotSendIsDropped(int from, int to) {
    var sender = all.get(from).concentratorPlace().namespace();
    var target = all.get(to).concentratorPlace().namespace();
    machines.in(sender, "ip", "addr", "add", "198.51.100.77/32", "dev", "lo");
    try {
      var dropped = packets(target, "cnci", "fwd0");
      var refused = packets(target, "cnci", "in0");
      assertThat(machines.pings(sender, all.get(to).address().toString(), "-I", "198.51.100.77"))
          .isFalse();
      assertThat(machines.pings(sender, "172.16." + to + ".1", "-I", "198.51.100.77")).isFalse();
      assertThat(packets(target, "cnci", "fwd0")).isGreaterThan(dropped);
      assertThat(packets(target, "cnci", "in0")).isGreaterThan(refused);
    } finally {
      machines.in(sender, "ip", "addr", "del", "198.51.100.77/32", "dev", "lo");
    }
  }

  @Test
  void nothingOfAnotherSubnetGoesOutOrComesInByTheWrongSide() {
    // By the wrong concentrator: its own way out is for its own subnet.
    machines.in(
        all.getFirst().concentratorPlace().namespace(),
        "ip",
        "route",
        "replace",
        FakeMachines.BEYOND,
        "via",
        "172.16.1.1",
        "dev",
        "tr0",
        "onlink");
    try {
      assertThat(machines.pings(all.getFirst().instance(), FakeMachines.BEYOND)).isFalse();
    } finally {
      pass();
    }
    assertThat(machines.pings(all.getFirst().instance(), FakeMachines.BEYOND, "-W", "4")).isTrue();
  }

  @Test
  void namesOfTheOthersResolveAndLeasesAreStillItsOwn() throws Exception {
    var from = all.getFirst().instance();
    for (var name : List.of("i1.", "i2.joined.test.")) {
      Eventually.within(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThat(
                          machines
                              .attempt(from, "busybox", "nslookup", name, "172.16.0.1")
                              .stdout())
                      .contains("172.16." + name.charAt(1) + ".10"));
    }
    var lease =
        machines
            .attempt(from, "busybox", "udhcpc", "-f", "-i", "eth0", "-n", "-q", "-s", "/bin/true")
            .stderr();
    assertThat(lease).contains("172.16.0.10 obtained");
  }

  record Damage(String where, String command) {}

  static Stream<Damage> damages() {
    return Stream.of(
        new Damage("cnci", "ip link del tr0"),
        new Damage("cnci", "ip link set tr0 down"),
        new Damage("cnci", "ip link set tr0 mtu 1300"),
        new Damage("cnci", "ip link set tr0 address 02:00:00:00:00:99"),
        new Damage("cnci", "ip addr flush dev tr0"),
        new Damage("cnci", "ip route del 172.16.2.0/24"),
        new Damage("cnci", "ip route replace 172.16.2.0/24 via 172.16.1.1 dev tr0 onlink"),
        new Damage("cnci", "ip neigh flush dev tr0 nud permanent"),
        new Damage("cnci", "nft flush chain ip cnci fwd0"),
        new Damage("tr", "ip link del vx"),
        new Damage("tr", "ip link del br0"),
        new Damage("tr", "ip link del tr-4100"),
        new Damage("tr", "ip link set tr-4100 nomaster"),
        new Damage("tr", "bridge fdb del 02:fd:00:00:10:06 dev vx self"),
        new Damage("tr", "bridge fdb del 02:fd:00:00:10:05 dev tr-4101 master"));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void onePassRepairs(Damage damage) {
    var cnci = all.getFirst().concentratorPlace().namespace();
    var tr = JoinedSubnet.transit(machines, "nn1", all).place().namespace();
    machines.in(damage.where().equals("cnci") ? cnci : tr, "sh", "-c", damage.command());

    assertThat(pass()).as("the pass noticed").isPositive();

    assertWhole();
  }

  private void assertWhole() {
    assertThat(pass()).as("a further pass finds nothing to do").isZero();
    assertThat(pings(0, 1)).isTrue();
    assertThat(pings(2, 0)).isTrue();
  }

  @Test
  void itIsBackAfterItsNamespaceWasDeletedAndGoesWithItsInterfaces() throws Exception {
    transits.remove(machines.prefix("nn1"), JoinedSubnet.TRANSIT_VNI);
    assertThat(transits.present(machines.prefix("nn1"))).isEmpty();
    var cnci = all.getFirst().concentratorPlace().namespace();
    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () -> assertThat(machines.in(cnci, "ip", "-o", "link")).doesNotContain("tr0"));

    assertThat(pass()).isPositive();

    assertThat(transits.present(machines.prefix("nn1"))).containsExactly(JoinedSubnet.TRANSIT_VNI);
    assertWhole();
  }

  @Test
  void oneThatHasNoOthersAnyMoreGivesItsInterfaceBack() {
    var first = all.getFirst();
    concentrators.converge(first.concentrator(List.of()));

    var cnci = first.concentratorPlace().namespace();
    assertThat(machines.in(cnci, "ip", "-o", "link")).doesNotContain("tr0");
    assertThat(machines.in(cnci, "ip", "route")).doesNotContain("172.16.1.0/24");
    assertThat(machines.in(cnci, "nft", "list", "table", "ip", "cnci")).doesNotContain("tr0");
    assertThat(pings(0, 1)).isFalse();
    pass();
    assertWhole();
  }

  private long packets(NetNamespace where, String table, String chain) {
    return machines
        .in(where, "nft", "list", "chain", "ip", table, chain)
        .lines()
        .filter(line -> line.contains("counter packets"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*packets (\\d+).*", "$1")))
        .sum();
  }

  private boolean connects(NetNamespace from, String address, int port) {
    return machines
        .attempt(from, "timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/" + address + "/" + port)
        .succeeded();
  }

  private AutoCloseable listen(NetNamespace where, int port) throws InterruptedException {
    var processes = new ProcessTable(machines.commands());
    var argv = List.of("busybox", "nc", "-ll", "-p", Integer.toString(port), "-e", "true");
    var log = machines.directory().resolve("spawned.log");
    var started =
        new Spawn(processes).start(new SpawnRequest("start nc", argv, where, log, Map.of()));
    Eventually.within(Duration.ofSeconds(5))
        .until(
            "port " + port + " listens",
            () -> machines.in(where, "ss", "-ltnH").contains(":" + port + " "));
    return () -> processes.signal(started, "KILL");
  }
}
