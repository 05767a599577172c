package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Subnet;
import io.ciao.e2e.actor.Capture;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.Ran;
import io.ciao.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// IPv6 of two tenants over two nodes: a virtual machine, which asks for its address, and
/// containers, which are given theirs.
@Tag("networks")
class Ipv6IT {
  private static final Duration BOOT_LIMIT = Duration.ofSeconds(120);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern GLOBAL = Pattern.compile("inet6 ([0-9a-f:]+)/\\d+ scope global");

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User red;
  private static User blue;
  private static Operator operator;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startInstancesOfTwoTenants() throws Exception {
    cluster = Cluster.start("v", "--nodes", "2");
    running = cluster;
    operator = new Operator(cluster);
    red = User.of(cluster).equipped();
    blue = new User(cluster, "blue");
    red.apply("apiVersion: ciao.io/v1\nkind: Tenant\nmetadata: {name: blue}\n").succeeded();
    red.apply(Manifests.on("cn1", Manifests.vm("vm1"))).succeeded();
    red.apply(Manifests.on("cn1", Manifests.container("ct1"))).succeeded();
    red.apply(Manifests.on("cn2", Manifests.container("ct2"))).succeeded();
    var other = Manifests.on("cn1", Manifests.container("ct1"));
    Eventually.within(LIMIT).untilAsserted(() -> blue.apply(other).succeeded());
    red.awaitReady("vm1", "ct1", "ct2");
    blue.awaitReady("ct1");
    Eventually.within(BOOT_LIMIT)
        .untilAsserted(() -> assertThat(addresses(inGuest(show()))).hasSize(1));
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void everyInstanceHasTheAddressThatItsStatusSaysAndNoOther() throws Exception {
    var block = Ipv6Subnet.parse(concentrator(red).spec().subnet6());
    assertThat(concentrator(blue).spec().subnet6()).isNotEqualTo(block.toString());
    for (var name : List.of("vm1", "ct1", "ct2")) {
      var network = red.get(name).status().network();
      var derived = block.address(Ipv4Address.parse(network.address()).value());
      assertThat(network.address6()).isEqualTo(derived.toString());
    }

    assertThat(addresses(inGuest(show()))).containsExactly(address(red, "vm1"));
    for (var name : List.of("ct1", "ct2")) {
      assertThat(addresses(in(red, name, show()))).containsExactly(address(red, name));
    }
  }

  @Test
  void instancesReachEachOtherOnOneNodeAndAcrossNodes() throws Exception {
    for (var to : List.of("ct1", "ct2")) {
      inGuest("ping -6 -c 3 " + address(red, to)).succeeded();
      inGuest("nc -w 2 " + address(red, to) + " 80 </dev/null").succeeded();
    }
    in(red, "ct1", ping(address(red, "ct2"))).succeeded();
    for (var from : List.of("ct1", "ct2")) {
      in(red, from, ping(address(red, "vm1"))).succeeded();
      in(red, from, connect(address(red, "vm1"), 22)).succeeded();
      in(red, from, ping(concentrator(red).spec().gateway().ip6())).succeeded();
    }
  }

  @Test
  void namesAreThoseOfBothAddresses() throws Exception {
    var answer = inGuest("nslookup -type=aaaa ct2.default.ciao").succeeded().out();
    assertThat(answer).contains(address(red, "ct2"));
    inGuest("ping -6 -c 1 ct2").succeeded();
  }

  @Test
  void whoTakesAnotherAddressSendsNothing() throws Exception {
    var victim = address(red, "ct1");
    var foreign = Ipv6Subnet.parse(concentrator(red).spec().subnet6()).address(0xbad);
    for (var stolen : List.of(foreign.toString(), concentrator(red).spec().gateway().ip6())) {
      var capture = Capture.start(cluster, "fab", "p-cn1");
      inGuest("ip addr add " + stolen + "/128 dev eth0").succeeded();
      try {
        var ping = "ping -6 -c 2 -W 1 -I " + stolen + " ";
        assertThat(inGuest(ping + victim).status()).isNotZero();
        assertThat(inGuest(ping + address(red, "ct2")).status()).isNotZero();
      } finally {
        inGuest("ip addr del " + stolen + "/128 dev eth0");
      }
      inGuest("ping -6 -c 1 " + address(red, "ct2")).succeeded();
      capture.stop();
      assertThat(capture.packets(Capture.TUNNELS))
          .anyMatch(packet -> packet.contains(address(red, "vm1") + " >"))
          .noneMatch(packet -> packet.contains(stolen + " >"));
    }
  }

  @Test
  void tenantsDoNotMeetAndNothingLeavesTheSubnet() throws Exception {
    for (var to : List.of(address(red, "ct1"), address(red, "vm1"), "fd99::1", "2001:db8::1")) {
      assertThat(in(blue, "ct1", ping(to)).status()).as("%s", to).isNotZero();
    }
    in(blue, "ct1", ping(concentrator(blue).spec().gateway().ip6())).succeeded();
  }

  private static String show() {
    return "ip -6 addr show dev eth0";
  }

  private static List<String> addresses(Ran shown) throws Exception {
    return GLOBAL.matcher(shown.succeeded().out()).results().map(m -> m.group(1)).toList();
  }

  private static String ping(String to) {
    return "ping -6 -c 2 -W 1 " + to;
  }

  private static String connect(String host, int port) {
    return "timeout 2 bash -c 'exec 3<>/dev/tcp/%s/%d'".formatted(host, port);
  }

  private static Ran inGuest(String command) throws Exception {
    return red.ssh("vm1", command);
  }

  private static Ran in(User user, String container, String command) throws Exception {
    return operator.inContainer(user.uid(container), "sh", "-c", command);
  }

  private static String address(User user, String name) {
    return String.valueOf(user.get(name).status().network().address6());
  }

  private static Concentrator concentrator(User user) {
    var found =
        cluster.api().list(ResourceType.CONCENTRATORS, user.tenant(), ListQuery.ALL).items();
    assertThat(found).hasSize(1);
    return Json.toRecord(found.getFirst(), Concentrator.class);
  }
}
