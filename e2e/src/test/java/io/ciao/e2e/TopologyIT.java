package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.TenantNetwork;
import io.ciao.e2e.actor.Capture;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.Traffic;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.MachineState;
import io.ciao.e2e.env.Ran;
import io.ciao.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How packets of one tenant go: between its networks, and within one as mesh and as hub. Its three
/// networks have their concentrators on two network nodes, so that two of them share one.
///
/// Alone, because it compares the whole machine.
@Tag("networks")
@Tag("alone")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TopologyIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String TENANT = "red";

  /// Everything that instances send, and the tunnels around it.
  private static final String ALL = "icmp or " + Capture.TUNNELS;

  private static final int ICMP_HEADER = 8;

  /// A ping every 20 ms while the network is switched.
  private static final int PINGS = 500;

  /// What half a second without an answer would be.
  private static final int PINGS_LOST_MAX = 25;

  private static final int LINES = 400;

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static Operator operator;
  private static User user;
  private static MachineState before;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startInstancesInThreeNetworks() throws Exception {
    before = MachineState.now();
    cluster = Cluster.start("y", 2, 2);
    running = cluster;
    operator = new Operator(cluster);
    User.of(cluster).equipped();
    user = new User(cluster, TENANT);
    user.apply("apiVersion: ciao.io/v1\nkind: Tenant\nmetadata: {name: %s}\n".formatted(TENANT))
        .succeeded();
    for (var name : List.of("app", "db", "web")) {
      Eventually.within(LIMIT).untilAsserted(() -> network(name, "mesh").succeeded());
    }
    // Without a group an instance lets in its own network alone.
    user.ctl("create", "securitygroup", "all", "--allow", "any@172.20.0.0/16").succeeded();
    // One after the other, so that their concentrators take turns in network nodes.
    instance("ct1", "cn1", "app");
    instance("ct2", "cn2", "app");
    instance("ct3", "cn1", "db");
    instance("ct4", "cn2", "web");
  }

  @AfterAll
  static void endClusterAndFindTheMachineAsItWas() throws Exception {
    if (running != null) {
      running.close();
      Eventually.within(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(before.differences(MachineState.now()))
                      .as("after dev down")
                      .isEmpty());
    }
  }

  private static Ran network(String name, String topology) throws InterruptedException {
    var number = List.of("app", "db", "web").indexOf(name);
    return user.apply(
        """
        apiVersion: ciao.io/v1
        kind: TenantNetwork
        metadata: {name: %s}
        spec: {cidr: 172.20.%d.0/24, topology: %s}
        """
            .formatted(name, number, topology));
  }

  private static void instance(String name, String node, String network) throws Exception {
    var manifest = Manifests.on(node, Manifests.container(name));
    user.apply(manifest + "  securityGroups: [all]\n  network: {name: " + network + "}\n")
        .succeeded();
    user.awaitReady(name);
  }

  private static Concentrator concentrator(String network) {
    return cluster.api().list(ResourceType.CONCENTRATORS, TENANT, ListQuery.ALL).items().stream()
        .map(tree -> Json.toRecord(tree, Concentrator.class))
        .filter(one -> one.spec().tenantNetwork().equals(network))
        .findFirst()
        .orElseThrow();
  }

  private static String node(String network) {
    return concentrator(network).spec().nodeNames().getFirst();
  }

  private static String address(String instance) {
    return user.get(instance).status().network().address();
  }

  private static Ran in(String instance, String... argv) throws InterruptedException {
    return operator.inContainer(user.uid(instance), argv);
  }

  private static Ran ping(String from, String to, int payload) throws InterruptedException {
    var size = Integer.toString(payload);
    return in(from, "ping", "-c", "3", "-W", "2", "-s", size, address(to));
  }

  private static String length(int payload) {
    return "length " + (payload + ICMP_HEADER);
  }

  private static void reaches(String from, String to) throws InterruptedException {
    Eventually.within(LIMIT).untilAsserted(() -> ping(from, to, 64).succeeded());
  }

  @Test
  @Order(1)
  void networksOfATenantReachEachOtherWithTheirOwnAddresses() throws Exception {
    assertThat(node("app")).isEqualTo(node("web")).isNotEqualTo(node("db"));
    reaches("ct1", "ct3");
    reaches("ct1", "ct4");
    Traffic seen;
    try (var wiretap = Capture.everywhere(cluster, ALL)) {
      assertThat(ping("ct1", "ct3", 311).succeeded().out()).contains("3 received");
      assertThat(ping("ct1", "ct4", 411).succeeded().out()).contains("3 received");
      assertThat(ping("ct3", "ct4", 511).succeeded().out()).contains("3 received");
      seen = wiretap.stop();
    }

    assertSource(seen.of(length(311)), "ct1", "ct3");
    assertSource(seen.of(length(411)), "ct1", "ct4");
    assertSource(seen.of(length(511)), "ct3", "ct4");
    var transit = "vni " + transitVni() + " ";
    assertThat(seen.of(transit).of(length(311)).at("fab/").links())
        .as("between two network nodes")
        .containsExactlyInAnyOrder("fab/p-nn1", "fab/p-nn2");
    assertThat(seen.of(transit).of(length(411)).links())
        .as("within one it needs no tunnel")
        .isEmpty();
    assertThat(places(seen)).as("nothing goes out").doesNotContain("outside");
    assertThat(seen.at("fab/").links()).noneMatch(link -> link.startsWith("fab/x-"));
  }

  private static long transitVni() {
    var tree =
        cluster
            .api()
            .find(ResourceType.TENANT_NETWORKS, new ObjectKey(TENANT, "app"))
            .orElseThrow();
    return Json.toRecord(tree, TenantNetwork.class).status().transitVNI();
  }

  private static void assertSource(Traffic pings, String from, String to) {
    var inside = pings.at("container-" + user.uid(to));
    var request = "IP %s > %s: ICMP echo request".formatted(address(from), address(to));
    assertThat(inside.of(request).counts().values()).as("%s", inside).containsExactly(3);
  }

  private static Set<String> places(Traffic traffic) {
    var places = new TreeSet<String>();
    traffic.links().forEach(link -> places.add(link.substring(0, link.indexOf('/'))));
    return places;
  }

  @Test
  @Order(2)
  void namesOfTheOtherNetworksResolve() throws Exception {
    var server = concentrator("app").spec().gateway().ip();
    for (var name : List.of("ct2", "ct3", "ct4")) {
      Eventually.within(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(in("ct1", "busybox", "nslookup", name + ".", server).out())
                      .contains(address(name)));
    }
  }

  @Test
  @Order(3)
  void inMeshNoFramePassesANetworkNode() throws Exception {
    assertThat(links(211)).containsExactly("fab/p-cn1", "fab/p-cn2");
  }

  /// Where pings between the instances of one network go.
  private static Set<String> links(int payload) throws Exception {
    try (var wiretap = Capture.everywhere(cluster, ALL)) {
      assertThat(ping("ct1", "ct2", payload).succeeded().out()).contains("3 received");
      return wiretap.stop().of(length(payload)).at("fab/").links();
    }
  }

  @Test
  @Order(4)
  void aSwitchToHubAndBackLosesNextToNothing() throws Exception {
    var pings = background("ct1", "ping", "-i", "0.02", "-c", "" + PINGS, address("ct2"));
    var lines = background("ct2", "timeout", "40", "busybox", "nc", "-l", "-p", "7000");
    Eventually.within(LIMIT)
        .untilAsserted(() -> assertThat(in("ct2", "ss", "-ltnH").out()).contains(":7000 "));
    var send =
        "exec 3<>/dev/tcp/%s/7000; for i in $(seq %d); do echo line $i >&3; sleep 0.02; done"
            .formatted(address("ct2"), LINES);
    var sent = background("ct1", "timeout", "40", "bash", "-c", send);

    switchTo("hub");
    switchTo("mesh");
    switchTo("hub");

    sent.get().succeeded();
    assertThat(lines.get().succeeded().lines())
        .as("TCP goes on")
        .hasSize(LINES)
        .last()
        .isEqualTo("line " + LINES);
    var said = pings.get().text();
    var answered = Integer.parseInt(said.replaceAll("(?s).* (\\d+) received.*", "$1"));
    assertThat(PINGS - answered).as(said).isLessThanOrEqualTo(PINGS_LOST_MAX);
  }

  private static CompletableFuture<Ran> background(String instance, String... argv) {
    var result = new CompletableFuture<Ran>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(in(instance, argv));
              } catch (InterruptedException | RuntimeException e) {
                result.completeExceptionally(new CompletionException(e));
              }
            });
    return result;
  }

  private static void switchTo(String topology) throws InterruptedException {
    network("app", topology).succeeded();
    Eventually.within(LIMIT)
        .untilAsserted(
            () -> {
              var one = concentrator("app");
              assertThat(one.spec().topology()).isEqualTo(topology);
              assertThat(one.status().observedGeneration())
                  .isEqualTo(one.metadata().generationOrZero());
            });
    var through = "hub".equals(topology) ? node("app") : "cn2";
    var vtep = operator.in(through, "ip", "-4", "-br", "addr").succeeded().out();
    Eventually.within(LIMIT)
        .untilAsserted(
            () ->
                assertThat(end("cn1", "ct2"))
                    .as("where ct2 is sought")
                    .matches(address -> vtep.contains(" " + address + "/")));
  }

  /// Where frames for an instance are sent from that node.
  private static String end(String node, String instance) throws InterruptedException {
    var namespace = cluster.namespace(node) + "-" + concentrator("app").spec().vni();
    var mac = user.get(instance).status().network().mac();
    return operator
        .inNamespace(namespace, "bridge", "fdb", "show", "dev", "vx")
        .succeeded()
        .lines()
        .stream()
        .filter(line -> line.startsWith(mac) && line.contains(" dst "))
        .map(line -> line.replaceAll(".* dst (\\S+).*", "$1"))
        .findFirst()
        .orElse("");
  }

  @Test
  @Order(5)
  void inHubEveryFramePassesItsNetworkNode() throws Exception {
    var hub = node("app");
    Traffic seen;
    try (var wiretap = Capture.everywhere(cluster, ALL)) {
      assertThat(ping("ct1", "ct2", 611).succeeded().out()).contains("3 received");
      seen = wiretap.stop().of(length(611)).at("fab/");
    }

    assertThat(seen.counts())
        .as("three there and three back, in and out of the network node")
        .containsEntry("fab/p-cn1", 6)
        .containsEntry("fab/p-cn2", 6)
        .containsEntry("fab/p-" + hub, 12)
        .hasSize(3);
    reaches("ct1", "ct3");
    reaches("ct2", "ct4");
  }
}
