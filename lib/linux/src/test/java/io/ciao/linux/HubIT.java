package io.ciao.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.linux.link.TunnelEnd;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.SubnetMember;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.SubnetPlan;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A subnet whose frames all pass its concentrator, and the way to that and back.
@Tag("networks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HubIT {
  private static final int PINGS = 150;
  private static final int SWITCHES = 4;

  private FakeMachines machines;
  private Tenant tenant;
  private final SubnetOnNode subnets = SubnetOnNode.withKernel();

  @BeforeAll
  void build() throws IOException {
    machines = FakeMachines.start();
    tenant = new Tenant(machines, "red", 4097, "10.20.0.100");
    tenant.converge();
  }

  @AfterAll
  void tearDown() throws IOException {
    if (machines != null) {
      tenant.remove();
      machines.close();
    }
  }

  @BeforeEach
  void switchToHub() {
    nodes().forEach(plan -> subnets.converge(inHub(plan)));
  }

  private List<SubnetPlan> nodes() {
    return List.of(tenant.subnetOfA(), tenant.subnetOfB(), tenant.subnetOfC());
  }

  /// The same plan with everybody elsewhere at the concentrator; nothing is changed there.
  private SubnetPlan inHub(SubnetPlan mesh) {
    var hub = mesh.gateway().end();
    var here = mesh.tunnel().local();
    return new SubnetPlan(
        mesh.uid(),
        mesh.place(),
        mesh.tunnel(),
        mesh.gateway(),
        mesh.beside(),
        mesh.remoteMembers().stream()
            .map(
                m ->
                    new SubnetMember(
                        m.mac(), m.address(), m.address6(), m.end().equals(here) ? here : hub))
            .toList(),
        mesh.beside() == null ? new TreeSet<>(List.of(hub)) : new TreeSet<TunnelEnd>(),
        mesh.ports());
  }

  private NetNamespace instance(String which) {
    return tenant.instance(which);
  }

  @Test
  void instancesReachEachOtherTheirGatewayAndTheOutside() {
    for (var from : List.of("a", "b", "c")) {
      for (var to : List.of(Tenant.A, Tenant.B, Tenant.C, Tenant.GATEWAY.address())) {
        assertThat(machines.pings(instance(from), to.toString())).as(from + " " + to).isTrue();
      }
      assertThat(machines.pings(instance(from), FakeMachines.BEYOND)).as(from).isTrue();
    }
    assertThat(machines.pings(instance("a"), "172.16.0.11", "-M", "do", "-s", "1422")).isTrue();
    assertThat(machines.pings(instance("a"), "172.16.0.11", "-M", "do", "-s", "1423")).isFalse();
  }

  /// Also clients that ask for broadcast answers.
  @Test
  void leasesAreGiven() {
    for (var which : List.of("a", "b", "c")) {
      var lease =
          machines
              .attempt(
                  instance(which),
                  "busybox",
                  "udhcpc",
                  "-B",
                  "-f",
                  "-i",
                  "eth0",
                  "-n",
                  "-q",
                  "-s",
                  "/bin/true")
              .stderr();
      assertThat(lease).as(which).contains("obtained");
    }
  }

  @Test
  void everyFrameComesFromTheConcentratorsNode() {
    for (var node : List.of("cn1", "cn2")) {
      machines.in(
          machines.namespace(node),
          "nft",
          "add table ip seen; flush table ip seen; add chain ip seen in0 { type filter hook input"
              + " priority 0; }; add rule ip seen in0 udp dport 4789 ip saddr "
              + machines.address("nn1")
              + " counter; add rule ip seen in0 udp dport { 4789, 8472 } counter");
    }

    machines.in(instance("a"), "ping", "-c", "3", "-i", "0.1", "172.16.0.11");

    for (var node : List.of("cn1", "cn2")) {
      var counts = counts(node);
      assertThat(counts.getFirst()).as(node).isGreaterThanOrEqualTo(3);
      assertThat(counts.getLast()).as("all of it").isEqualTo(counts.getFirst());
      machines.in(machines.namespace(node), "nft", "delete", "table", "ip", "seen");
    }
  }

  private List<Long> counts(String node) {
    return machines
        .in(machines.namespace(node), "nft", "list", "table", "ip", "seen")
        .lines()
        .filter(line -> line.contains("counter packets"))
        .map(line -> Long.valueOf(line.replaceAll(".*packets (\\d+).*", "$1")))
        .toList();
  }

  /// It would come back to who sent it.
  @Test
  void broadcastsOfInstancesEndAtTheConcentrator() {
    for (var which : List.of("a", "b", "c")) {
      machines.in(
          instance(which),
          "nft",
          "add table ip seen; flush table ip seen; add chain ip seen in0 { type filter hook input"
              + " priority 0; }; add rule ip seen in0 iifname eth0 ip daddr 172.16.0.255 counter");
    }

    for (var which : List.of("a", "b", "c")) {
      machines.attempt(instance(which), "ping", "-b", "-c", "3", "-W", "1", "172.16.0.255");
    }

    var concentrator = tenant.concentratorPlace().namespace();
    assertThat(machines.in(concentrator, "nft", "list", "table", "bridge", "cnci"))
        .containsPattern("packets [1-9]");
    for (var which : List.of("a", "b", "c")) {
      var seen = machines.in(instance(which), "nft", "list", "table", "ip", "seen");
      assertThat(seen).as("what the kernel hands the sender itself").contains("packets 3 ");
    }
  }

  @Test
  void switchingALiveNetworkLosesNextToNothing() throws Exception {
    var pings =
        new FutureTask<>(
            (Callable<String>)
                () ->
                    machines
                        .attempt(
                            instance("a"),
                            "ping",
                            "-q",
                            "-i",
                            "0.01",
                            "-W",
                            "1",
                            "-c",
                            Integer.toString(PINGS),
                            "172.16.0.11")
                        .stdout());
    Thread.ofVirtual().start(pings);
    var switches = 0;
    while (!pings.isDone()) {
      var toMesh = switches++ % 2 == 0;
      for (var plan : nodes()) {
        subnets.converge(toMesh ? plan : inHub(plan));
      }
    }

    var said = pings.get();
    var lost = PINGS - Integer.parseInt(said.replaceAll("(?s).* (\\d+) received.*", "$1"));
    assertThat(switches).isGreaterThan(SWITCHES);
    // Between the removal of an entry and the next one microseconds go by.
    assertThat(lost).as("%d switches, %s", switches, said).isLessThanOrEqualTo(switches / 2);
  }

  @Test
  void anotherPassChangesNothing() {
    for (var plan : nodes()) {
      assertThat(subnets.converge(inHub(plan)).actions()).isEmpty();
    }
  }
}
