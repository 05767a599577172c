package io.ciao.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ProcessTable;
import io.ciao.linux.process.Spawn;
import io.ciao.linux.process.SpawnRequest;
import io.ciao.linux.subnet.PortPolicy;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Two tenants with the same addresses on two compute nodes, with real packets.
@Tag("networks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenantNetworkIT {
  private static final String BROADCAST = "172.16.0.255";
  private static final String LEASE_SCRIPT =
      """
      #!/bin/sh
      [ "$1" = bound ] || exit 0
      echo "$ip/$mask router=$router mtu=$mtu dns=$dns domain=$domain search=$search"
      exit 0
      """;

  private FakeMachines machines;
  private Tenant red;
  private Tenant blue;
  private Path leaseScript;

  @BeforeAll
  void build() throws IOException {
    machines = FakeMachines.start();
    red = new Tenant(machines, "red", 4097, "10.20.0.100");
    blue = new Tenant(machines, "blue", 4098, "10.20.0.101");
    for (var name : List.of("ared", "bred", "cred")) {
      // As Docker makes them.
      machines.in(machines.container(name), "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1");
    }
    red.converge();
    blue.converge();
    leaseScript = machines.directory().resolve("lease.sh");
    Files.writeString(leaseScript, LEASE_SCRIPT);
    Files.setPosixFilePermissions(leaseScript, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterAll
  void tearDown() throws IOException {
    if (machines != null) {
      red.remove();
      blue.remove();
      machines.close();
    }
  }

  @Test
  void instancesOfOneTenantReachEachOtherAcrossNodes() {
    assertThat(machines.pings(red.instance("a"), "172.16.0.11")).isTrue();
    assertThat(machines.pings(red.instance("b"), "172.16.0.10")).isTrue();
    assertThat(machines.pings(blue.instance("a"), "172.16.0.11")).isTrue();
  }

  /// Its namespace began without IPv6, as Docker makes them.
  @Test
  void containersReachEachOtherByIpv6() {
    for (var from : List.of("a", "b", "c")) {
      for (var to : List.of(Tenant.A, Tenant.B, Tenant.C)) {
        assertThat(machines.pings(red.instance(from), Tenant.six(to).toString()))
            .as("%s to %s", from, to)
            .isTrue();
      }
    }
    assertThat(machines.in(red.instance("a"), "ip", "-6", "route", "show", "default"))
        .contains("via " + Tenant.six(Tenant.GATEWAY.address()));
    assertThat(machines.in(red.instance("a"), "ip", "-6", "addr", "show", "tentative"))
        .as("nothing waits for the question whether somebody else has it")
        .doesNotContain(Tenant.six(Tenant.A).toString());
  }

  @Test
  void instancesReachTheirGateway() {
    assertThat(machines.pings(red.instance("a"), "172.16.0.1")).isTrue();
    assertThat(machines.pings(blue.instance("b"), "172.16.0.1")).isTrue();
  }

  @Test
  void instancesReachAnOutsideHostThroughAddressTranslation() {
    // The outside host has no route to 172.16.0.0/24: an answer proves the translation.
    assertThat(machines.pings(red.instance("a"), FakeMachines.BEYOND)).isTrue();
    assertThat(machines.pings(blue.instance("b"), FakeMachines.BEYOND)).isTrue();
  }

  @Test
  void instanceBesideItsConcentratorIsLikeAnyOther() {
    var beside = red.instance("c");
    assertThat(machines.pings(beside, "172.16.0.1")).as("gateway").isTrue();
    assertThat(machines.pings(beside, "172.16.0.10")).as("instance elsewhere").isTrue();
    assertThat(machines.pings(red.instance("b"), "172.16.0.12")).as("from elsewhere").isTrue();
    assertThat(machines.pings(beside, FakeMachines.BEYOND)).as("outside").isTrue();
    assertThat(lease(beside)).contains("172.16.0.12/24 router=172.16.0.1");
  }

  /// Two ways lead to the network node, and what came by one goes no further by the other.
  @Test
  void broadcastsComeOnceToEveryInstance() throws InterruptedException {
    var all = Stream.of("a", "b", "c").map(red::instance).toList();
    var count = "iifname eth0 ip daddr 172.16.0.255 icmp type echo-request counter";
    all.forEach(
        instance ->
            machines.in(
                instance,
                "nft",
                "table ip seen { chain in0 { type filter hook input priority 0; %s; }; }"
                    .formatted(count)));

    all.forEach(from -> machines.attempt(from, "ping", "-b", "-c", "3", "-W", "1", BROADCAST));

    // Three of each; the kernel hands the sender its own as well.
    Eventually.within(Duration.ofSeconds(10))
        .until("all came", () -> all.stream().allMatch(instance -> broadcasts(instance) >= 9));
    assertThat(all).allSatisfy(instance -> assertThat(broadcasts(instance)).isEqualTo(9));
  }

  private long broadcasts(NetNamespace instance) {
    var rules = machines.in(instance, "nft", "list", "table", "ip", "seen");
    return Long.parseLong(rules.replaceAll("(?s).*packets (\\d+).*", "$1"));
  }

  @Test
  void managementNetworkIsClosedToTenants() {
    for (var address : List.of("10.20.0.20", "10.20.0.31", "10.20.0.254", "10.20.0.101")) {
      assertThat(machines.pings(red.instance("a"), address)).as(address).isFalse();
    }
  }

  @Test
  void concentratorAnswersTenantsOnlyDhcpNamesAndPing() throws Exception {
    var gateway = red.concentratorPlace().namespace();
    var listener = listen(gateway, 8080);
    try {
      assertThat(connects(red.instance("a"), "172.16.0.1", 8080)).isFalse();
      assertThat(connects(red.instance("a"), red.outsideAddress(), 8080)).isFalse();
      assertThat(connects(machines.namespace("out"), red.outsideAddress(), 8080)).isFalse();
    } finally {
      listener.close();
    }
  }

  @Test
  void leasesAreFixedAndComplete() {
    for (var tenant : List.of(red, blue)) {
      var expected =
          "router=172.16.0.1 mtu=1450 dns=172.16.0.1 domain=%1$s.test search=%1$s.test"
              .formatted(tenant.name());
      assertThat(lease(tenant.instance("a"))).contains("172.16.0.10/24 " + expected);
      assertThat(lease(tenant.instance("b"))).contains("172.16.0.11/24 " + expected);
    }
  }

  @Test
  void leasesReachClientsThatAskForBroadcastAnswers() {
    assertThat(lease(red.instance("a"), "-B")).contains("172.16.0.10/24");
    assertThat(lease(red.instance("b"), "-B")).contains("172.16.0.11/24");
  }

  @Test
  void packetsOfTheMtuPassAndOneByteMoreDoesNot() {
    assertThat(machines.pings(red.instance("a"), "172.16.0.11", "-M", "do", "-s", "1422")).isTrue();
    assertThat(machines.pings(red.instance("a"), "172.16.0.11", "-M", "do", "-s", "1423"))
        .isFalse();
    assertThat(machines.pings(red.instance("a"), "172.16.0.11", "-s", "3000")).isTrue();
    assertThat(machines.pings(red.instance("a"), FakeMachines.BEYOND, "-M", "do", "-s", "1422"))
        .isTrue();
  }

  @Test
  void namesOfInstancesResolveShortAndLong() {
    for (var name : List.of("b", "b.red.test")) {
      var answer =
          machines.attempt(red.instance("a"), "busybox", "nslookup", name + ".", "172.16.0.1");
      assertThat(answer.stdout()).as(name).contains("172.16.0.11");
    }
    var foreign =
        machines.attempt(red.instance("a"), "busybox", "nslookup", "b.blue.test.", "172.16.0.1");
    assertThat(foreign.stdout()).doesNotContain("172.16.0.11");
  }

  @Test
  void sshForwardLeadsToTheInstanceOfItsTenantOnly() throws Exception {
    var outside = machines.namespace("out");
    try (var _ = listen(red.instance("a"), 22)) {
      assertThat(connects(outside, red.outsideAddress(), 33010)).isTrue();
      assertThat(connects(outside, blue.outsideAddress(), 33010)).isFalse();
      assertThat(connects(outside, red.outsideAddress(), 33099)).isFalse();
    }
  }

  @Test
  void sshForwardWorksFromInsideItsOwnSubnet() throws Exception {
    try (var _ = listen(red.instance("a"), 22)) {
      assertThat(connects(red.instance("b"), red.outsideAddress(), 33010)).isTrue();
    }
  }

  @Test
  void tenantsWithEqualAddressesDoNotMeet() throws Exception {
    try (var _ = listen(red.instance("b"), 7000)) {
      assertThat(connects(red.instance("a"), "172.16.0.11", 7000)).isTrue();
      assertThat(connects(blue.instance("a"), "172.16.0.11", 7000)).isFalse();
    }
  }

  @Test
  void outsideCannotReachInstancesByTheirOwnAddress() {
    var outside = machines.namespace("out");
    machines.in(outside, "ip", "route", "add", "172.16.0.0/24", "via", red.outsideAddress());
    try {
      assertThat(machines.pings(outside, "172.16.0.10")).isFalse();
    } finally {
      machines.in(outside, "ip", "route", "del", "172.16.0.0/24");
    }
  }

  @Test
  void foreignMacAddressIsDropped() {
    var b = blue.instance("b");
    machines.in(b, "ip", "link", "set", "eth0", "address", "02:00:00:00:00:66");
    try {
      assertThat(machines.pings(b, "172.16.0.10")).isFalse();
    } finally {
      machines.in(b, "ip", "link", "set", "eth0", "address", Tenant.mac(Tenant.B).toString());
    }
    // The address change took the routes along; a pass puts them back.
    blue.converge();
    assertThat(machines.pings(b, "172.16.0.10")).isTrue();
  }

  @Test
  void foreignIpAddressIsDropped() {
    var b = blue.instance("b");
    machines.in(b, "ip", "addr", "add", "172.16.0.77/24", "dev", "eth0");
    try {
      assertThat(machines.pings(b, "172.16.0.10", "-I", "172.16.0.77")).isFalse();
    } finally {
      machines.in(b, "ip", "addr", "del", "172.16.0.77/24", "dev", "eth0");
    }
    assertThat(machines.pings(b, "172.16.0.10")).isTrue();
  }

  @Test
  void instanceCannotBeDhcpServer() throws Exception {
    var rogue =
        List.of(
            "dnsmasq",
            "--keep-in-foreground",
            "--conf-file=/dev/null",
            "--port=0",
            "--interface=eth0",
            "--user=root",
            "--pid-file=",
            "--no-ping",
            "--dhcp-authoritative",
            "--dhcp-leasefile=/dev/null",
            "--dhcp-range=172.16.0.200,172.16.0.210,255.255.255.0,1h");
    // Else it would not even hear of who asks.
    var open = red.subnet("cn2", List.of(red.port("b", Tenant.B, PortPolicy.OPEN)));
    SubnetOnNode.withKernel().converge(open);
    try (var _ = spawn(rogue, red.instance("b"))) {
      var guard = red.place("cn2").namespace();
      Eventually.within(Duration.ofSeconds(10))
          .until(
              "an offer of the rogue server is dropped and the true lease comes",
              () ->
                  lease(red.instance("a"), "-B").contains("172.16.0.10/24")
                      && dropped(guard, "udp sport 67") > 0);
    } finally {
      red.converge();
    }
  }

  @Test
  void nothingOfTheNodeHasAnAddressInsideTheSubnet() {
    for (var node : List.of("cn1", "cn2", "nn1")) {
      var addresses = machines.in(red.place(node).namespace(), "ip", "-o", "addr");
      assertThat(addresses.lines().filter(line -> !line.contains(" lo "))).isEmpty();
    }
  }

  @Test
  void anotherPassChangesNothing() {
    var subnets = SubnetOnNode.withKernel();
    var concentrators = ConcentratorOnNode.withKernel();
    for (var tenant : List.of(red, blue)) {
      assertThat(subnets.converge(tenant.subnetOfA()).actions()).isEmpty();
      assertThat(subnets.converge(tenant.subnetOfB()).actions()).isEmpty();
      assertThat(subnets.converge(tenant.subnetOfC()).actions()).isEmpty();
      assertThat(concentrators.converge(tenant.concentrator()).changed()).isFalse();
    }
  }

  private long dropped(NetNamespace namespace, String rule) {
    return machines
        .in(namespace, "nft", "list", "chain", "bridge", "port", "guest")
        .lines()
        .filter(line -> line.contains(rule) && line.contains("drop"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*packets (\\d+).*", "$1")))
        .sum();
  }

  private String lease(NetNamespace instance, String... options) {
    var argv =
        new ArrayList<String>(
            List.of("busybox", "udhcpc", "-f", "-i", "eth0", "-n", "-q", "-t", "5", "-T", "1"));
    argv.addAll(List.of("-O", "mtu", "-O", "search", "-s", leaseScript.toString()));
    argv.addAll(List.of(options));
    return machines.attempt(instance, argv.toArray(String[]::new)).stdout();
  }

  private boolean connects(NetNamespace from, String address, int port) {
    return machines
        .attempt(from, "timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/" + address + "/" + port)
        .succeeded();
  }

  private AutoCloseable listen(NetNamespace where, int port) throws InterruptedException {
    var listener =
        spawn(List.of("busybox", "nc", "-ll", "-p", Integer.toString(port), "-e", "true"), where);
    Eventually.within(Duration.ofSeconds(5))
        .until(
            "port " + port + " listens",
            () -> machines.in(where, "ss", "-ltnH").contains(":" + port + " "));
    return listener;
  }

  private AutoCloseable spawn(List<String> argv, NetNamespace where) {
    var processes = new ProcessTable(machines.commands());
    var log = machines.directory().resolve("spawned.log");
    var started =
        new Spawn(processes)
            .start(new SpawnRequest("start " + argv.getFirst(), argv, where, log, Map.of()));
    return () -> processes.signal(started, "KILL");
  }
}
