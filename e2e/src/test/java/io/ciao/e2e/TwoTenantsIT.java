package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.network.Concentrator;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two tenants with the same network and the same addresses, over two compute nodes and two network
/// nodes. A packet is told by its size or its words, since the tenants' addresses tell nothing.
///
/// Alone, because it compares the whole machine.
@Tag("networks")
@Tag("alone")
class TwoTenantsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String OUTSIDE = "198.51.100.10";

  /// Everything that instances send, and the tunnels around it.
  private static final String ALL = "icmp or arp or tcp port 80 or " + Capture.TUNNELS;

  private static final Side RED = new Side("red", 111);
  private static final Side BLUE = new Side("blue", 222);

  /// Of what is sent to where only the other tenant has somebody.
  private static final int ASTRAY = 333;

  private static final int ICMP_HEADER = 8;

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static Operator operator;
  private static MachineState before;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  /// A tenant.
  ///
  /// @param payload size of its pings
  private record Side(String tenant, int payload) {
    User user() {
      return new User(cluster, tenant);
    }

    /// Words that only its own pings have.
    String ping() {
      return length(payload);
    }

    /// Words that only its own requests have.
    String request() {
      return "GET /" + tenant;
    }

    Concentrator concentrator() {
      var found = cluster.api().list(ResourceType.CONCENTRATORS, tenant, ListQuery.ALL).items();
      assertThat(found).hasSize(1);
      return Json.toRecord(found.getFirst(), Concentrator.class);
    }

    String node() {
      return concentrator().status().active().nodeName();
    }

    String vni() {
      return Long.toString(concentrator().spec().vni());
    }

    String address(String instance) {
      return user().get(instance).status().network().address();
    }

    Ran in(String instance, String... argv) throws InterruptedException {
      return operator.inContainer(user().uid(instance), argv);
    }

    Ran ping(String instance, String to) throws InterruptedException {
      var size = Integer.toString(payload);
      return in(instance, "ping", "-c", "3", "-W", "2", "-s", size, to);
    }

    /// Where its packets may be between its instances on both compute nodes.
    Set<String> places() {
      return Set.of(
          "container-" + user().uid("ct1"),
          "cn1-" + vni(),
          "cn1",
          "fab",
          "cn2",
          "cn2-" + vni(),
          "container-" + user().uid("ct2"));
    }
  }

  @BeforeAll
  static void startTheSameForTwoTenants() throws Exception {
    before = MachineState.now();
    cluster = Cluster.start("t", 2, 2);
    running = cluster;
    operator = new Operator(cluster);
    User.of(cluster).equipped();
    for (var side : List.of(RED, BLUE)) {
      var tenant = "apiVersion: ciao.io/v1\nkind: Tenant\nmetadata: {name: %s}\n";
      side.user().apply(tenant.formatted(side.tenant)).succeeded();
      for (var instance : List.of("ct1", "ct2")) {
        var node = instance.replace("ct", "cn");
        var manifest = Manifests.on(node, Manifests.container(instance));
        Eventually.within(LIMIT).untilAsserted(() -> side.user().apply(manifest).succeeded());
        // One after the other, so that both tenants get the same addresses.
        side.user().awaitReady(instance);
      }
    }
    BLUE.user().apply(Manifests.on("cn2", Manifests.container("ct3"))).succeeded();
    BLUE.user().awaitReady("ct3");
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

  @Test
  void haveTheSameAddressesAndANetworkNodeEach() {
    for (var instance : List.of("ct1", "ct2")) {
      assertThat(RED.address(instance)).isEqualTo(BLUE.address(instance));
    }
    assertThat(RED.concentrator().spec().gateway().ip())
        .isEqualTo(BLUE.concentrator().spec().gateway().ip());
    assertThat(RED.vni()).isNotEqualTo(BLUE.vni());
    assertThat(List.of(RED.node(), BLUE.node())).containsExactlyInAnyOrder("nn1", "nn2");
  }

  @Test
  void reachTheirOwnAcrossNodesOverLinksOfTheirOwnAlone() throws Exception {
    Traffic seen;
    try (var wiretap = Capture.everywhere(cluster, ALL)) {
      for (var side : List.of(RED, BLUE)) {
        assertThat(side.ping("ct1", side.address("ct2")).succeeded().out()).contains("3 received");
        assertThat(side.in("ct1", get(side.address("ct2"), side.request())).succeeded().out())
            .startsWith("HTTP/1");
      }
      seen = wiretap.stop();
    }

    for (var side : List.of(RED, BLUE)) {
      for (var words : List.of(side.ping(), side.request())) {
        var own = seen.of(words);
        assertThat(places(own)).as("%s", own.counts()).isEqualTo(side.places());
        // In mesh nothing between instances passes a network node.
        assertThat(own.at("fab/").links()).containsExactly("fab/p-cn1", "fab/p-cn2");
        for (var node : List.of("cn1/", "cn2/", "fab/")) {
          assertThat(own.at(node).byLink().values())
              .allSatisfy(
                  packets ->
                      assertThat(packets).allMatch(p -> p.contains("vni " + side.vni() + " ")));
        }
      }
      assertThat(seen.of(side.ping()).at("fab/").counts())
          .as("three there and three back")
          .containsEntry("fab/p-cn1", 6)
          .containsEntry("fab/p-cn2", 6);
    }
  }

  @Test
  void doNotReachWhatOnlyTheOtherHas() throws Exception {
    var to = BLUE.address("ct3");
    assertThat(List.of(RED.address("ct1"), RED.address("ct2"))).doesNotContain(to);
    Traffic seen;
    try (var wiretap = Capture.everywhere(cluster, ALL)) {
      assertThat(RED.in("ct1", astray(to)).status()).as("by its address").isNotZero();
      // As if somebody had answered, so that the packet is sent.
      var link = BLUE.in("ct3", "ip", "-br", "link", "show", "dev", "eth0").out().split(" +")[2];
      RED.in("ct1", "ip", "neigh", "replace", to, "lladdr", link, "dev", "eth0", "nud", "permanent")
          .succeeded();
      assertThat(RED.in("ct1", astray(to)).status()).as("by its link's address").isNotZero();
      seen = wiretap.stop();
    }

    var sent = seen.of(length(ASTRAY));
    assertThat(sent.links()).contains("container-" + RED.user().uid("ct1") + "/eth0");
    // Nobody has told red's nodes where that is, so all of them get it.
    assertThat(places(sent)).as("%s", sent.counts()).doesNotContainAnyElementsOf(ofBlueAlone());
    assertThat(sent.at("fab/").byLink().values())
        .allSatisfy(
            packets -> assertThat(packets).allMatch(p -> p.contains("vni " + RED.vni() + " ")));
    var asked = seen.of("who-has " + to + " tell " + RED.address("ct1"));
    assertThat(asked.links()).isNotEmpty();
    assertThat(places(asked)).as("%s", asked.counts()).doesNotContainAnyElementsOf(ofBlueAlone());
  }

  @Test
  void goOutEachThroughItsOwnConcentratorAndNodesDoNot() throws Exception {
    Traffic seen;
    try (var wiretap = Capture.everywhere(cluster, ALL)) {
      for (var side : List.of(RED, BLUE)) {
        assertThat(side.ping("ct1", OUTSIDE).succeeded().out()).contains("3 received");
      }
      seen = wiretap.stop();
    }

    for (var side : List.of(RED, BLUE)) {
      var own = seen.of(side.ping());
      var node = side.node();
      var request =
          "IP "
              + side.concentrator().spec().outsideHost()
              + " > "
              + OUTSIDE
              + ": ICMP echo request";
      assertThat(own.at("outside/").links()).containsExactly("outside/eth1");
      assertThat(own.of(request).at("outside/").counts()).containsEntry("outside/eth1", 3);
      assertThat(own.at("fab/").links())
          .containsExactlyInAnyOrder("fab/p-cn1", "fab/p-" + node, "fab/x-" + node, "fab/x-out");
      assertThat(places(own)).doesNotContain(node.equals("nn1") ? "nn2" : "nn1");
    }
    assertThat(seen.of("VXLAN").at("fab/").links()).noneMatch(link -> link.startsWith("fab/x-"));
    assertThat(operator.in("cn1", "ping", "-c", "1", "-W", "1", OUTSIDE).status()).isNotZero();
    assertThat(operator.in("nn1", "ping", "-c", "1", "-W", "1", OUTSIDE).status()).isZero();
  }

  /// Where only blue's packets may be.
  private static List<String> ofBlueAlone() {
    var places = new ArrayList<String>();
    for (var instance : List.of("ct1", "ct2", "ct3")) {
      places.add("container-" + BLUE.user().uid(instance));
    }
    for (var node : List.of("cn1-", "cn2-", BLUE.node() + "-cnci-")) {
      places.add(node + BLUE.vni());
    }
    return places;
  }

  private static Set<String> places(Traffic traffic) {
    var places = new TreeSet<String>();
    traffic.links().forEach(link -> places.add(link.substring(0, link.indexOf('/'))));
    return places;
  }

  private static String[] astray(String to) {
    return new String[] {"ping", "-c", "2", "-W", "1", "-s", Integer.toString(ASTRAY), to};
  }

  private static String length(int payload) {
    return "length " + (payload + ICMP_HEADER);
  }

  /// Sends a line and shows what comes back.
  private static String[] get(String host, String line) {
    var script = "exec 3<>/dev/tcp/%s/80; printf '%s HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";
    return new String[] {"timeout", "5", "bash", "-c", script.formatted(host, line)};
  }
}
