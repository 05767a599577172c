package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.network.Concentrator;
import io.ciao.e2e.actor.Capture;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.Saboteur;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.Ran;
import io.ciao.testkit.Eventually;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A tenant network over two nodes: a virtual machine on one, containers on both.
@Tag("networks")
class NetworksIT {
  private static final Duration BOOT_LIMIT = Duration.ofSeconds(90);
  private static final Duration PASS_LIMIT = Duration.ofSeconds(40);
  private static final int MTU = 1450;
  private static final int HEADERS = 28;

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User user;
  private static Operator operator;
  private static Saboteur saboteur;
  private static Capture boot;
  private static long machine;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startInstancesOnTwoNodes() throws Exception {
    cluster = Cluster.start("n", "--nodes", "2");
    running = cluster;
    user = User.of(cluster).equipped();
    operator = new Operator(cluster);
    saboteur = new Saboteur(cluster);
    boot = Capture.start(cluster, "fab", "p-nn1");
    user.apply(Manifests.on("cn1", Manifests.vm("vm1"))).succeeded();
    user.apply(Manifests.on("cn1", Manifests.container("ct1"))).succeeded();
    user.apply(Manifests.on("cn2", Manifests.container("ct2"))).succeeded();
    user.awaitReady("vm1", "ct1", "ct2");
    awaitSsh("hostname");
    boot.stop();
    machine = operator.machine(user.uid("vm1"));
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void carryDhcpAndSshInsideTheTunnelWithTheSubnetsVni() throws Exception {
    var vni = "vni " + concentrator().spec().vni();

    assertThat(boot.packets(Capture.TUNNELS))
        .anySatisfy(p -> assertThat(p).contains(vni).contains("BOOTP/DHCP, Request"))
        .anySatisfy(p -> assertThat(p).contains(vni).contains("BOOTP/DHCP, Reply"))
        .anySatisfy(p -> assertThat(p).contains(vni).contains(address("vm1") + ".22"))
        .allSatisfy(p -> assertThat(p).contains(vni));
    assertThat(boot.packets("port 67 or port 68 or tcp port 22")).isEmpty();
  }

  @Test
  void passUnfragmentedPacketsOfTheMtuAndNotOneByteMore() throws Exception {
    for (var peer : List.of(address("ct2"), address("vm1"), gateway())) {
      assertThat(ping(peer, MTU - HEADERS).status()).as("to %s", peer).isZero();
      assertThat(ping(peer, MTU - HEADERS + 1).status()).as("one more to %s", peer).isNotZero();
    }
    assertThat(user.ssh("vm1", "cat /sys/class/net/eth0/mtu").succeeded().out().strip())
        .isEqualTo(Integer.toString(MTU));
  }

  @Test
  void reachEachOtherAcrossNodesByNameWithoutTheNetworkNode() throws Exception {
    var capture = Capture.start(cluster, "fab", "p-nn1");

    var ran = user.ssh("vm1", "ping -4 -c 3 ct2").succeeded();

    capture.stop();
    assertThat(ran.out()).contains("3 packets received").contains(address("ct2"));
    // Multicast of IPv6, as a guest's router solicitation, goes to every node of the subnet.
    assertThat(capture.packets(Capture.TUNNELS).stream().filter(p -> p.contains("ICMP echo")))
        .isEmpty();
  }

  @Test
  void keepInstancesAwayFromTheControlPlane() throws Exception {
    var control = cluster.address(1);
    var api = cluster.server().getPort();
    var ssntp = ssntpPort();

    // They answer from where they may.
    assertThat(connects(operator.in("cn1", connect(control, api)))).isTrue();
    assertThat(connects(operator.in("cn1", connect(control, ssntp)))).isTrue();
    assertThat(connects(cluster.shell().run(connect(cluster.address(31), 10_250)))).isTrue();
    for (var port : etcdPorts()) {
      assertThat(connects(cluster.shell().run(connect("127.0.0.1", port)))).isTrue();
      assertThat(connects(operator.in("cn1", connect(control, port)))).isFalse();
    }

    // No instance reaches one of them.
    var ports = Stream.concat(Stream.of(api, ssntp), etcdPorts().stream()).toList();
    for (var port : ports) {
      assertThat(connects(operator.inContainer(user.uid("ct1"), connect(control, port)))).isFalse();
      assertThat(user.ssh("vm1", "nc -w 2 " + control + " " + port + " </dev/null").status())
          .as("port %s from the VM", port)
          .isNotZero();
    }
    for (var node :
        List.of(cluster.address(20), cluster.address(31), cluster.address(32), gateway())) {
      assertThat(connects(operator.inContainer(user.uid("ct1"), connect(node, 10_250)))).isFalse();
      assertThat(ping(node, MTU - HEADERS).status() == 0)
          .as("only the gateway itself answers a ping: %s", node)
          .isEqualTo(node.equals(gateway()));
    }
  }

  /// Each damage is a command in the namespace of a node, or of the only subnet on it.
  static Stream<Arguments> damages() {
    return Stream.of(
        Arguments.of("the tunnel's link", "cn1", List.of("ip", "link", "del", "vx")),
        Arguments.of("the bridge", "cn1", List.of("ip", "link", "del", "br0")),
        Arguments.of(
            "an interface's addresses in the filter",
            "cn1",
            List.of("nft", "flush", "set", "bridge", "port", "ip4")),
        Arguments.of("the whole packet filter", "cn1", List.of("nft", "flush", "ruleset")),
        Arguments.of("a link set down", "cn1", List.of("ip", "link", "set", "vx", "down")),
        Arguments.of(
            "the ssh forwards", "nn1", List.of("nft", "flush", "map", "ip", "cnci", "sshfwd")),
        Arguments.of("the concentrator's rules", "nn1", List.of("nft", "flush", "ruleset")),
        Arguments.of("the concentrator's tunnel", "nn1", List.of("ip", "link", "del", "vx")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void putRightWhatSomebodyDeletes(String what, String node, List<String> damage) throws Exception {
    var namespace = operator.tenantNamespace(node);
    var before = picture(namespace);

    // Held, so that the damage is seen before it is put right.
    var agent = node.equals("nn1") ? "nn1-cnci" : node;
    saboteur.pause(agent);
    try {
      operator.inNamespace(namespace, damage.toArray(String[]::new)).succeeded();
      assertThat(picture(namespace)).as("damaged: %s", what).isNotEqualTo(before);
    } finally {
      saboteur.resume(agent);
    }

    Eventually.within(PASS_LIMIT)
        .untilAsserted(() -> assertThat(picture(namespace)).as(what).isEqualTo(before));
    assertWorks();
  }

  @Test
  void areShownAsTheKernelHasThem() throws Exception {
    var name = user.ctl("get", "concentrators", "-o", "name").succeeded().out().strip();

    var described = user.ctl("describe", name).succeeded().out();
    var vm1 = Objects.requireNonNull(user.get("vm1").status().network());
    assertThat(described)
        .contains("namespace:  " + operator.tenantNamespace("nn1"))
        .contains("dnsmasq, process " + dnsmasq())
        .containsPattern(vm1.address() + " +" + vm1.mac() + " +vm1 +in [0-9]+m")
        .containsPattern("ct1 +not asked for")
        .containsPattern("cn2 +" + cluster.address(32) + ":4789 +ct2")
        .containsPattern(vm1.forward() + " +" + vm1.address() + ":22 +vm1");
    assertThat(user.ctl("logs", name).succeeded().out())
        .contains("agent: made so for ")
        .containsPattern("DHCPACK\\(br0\\) " + vm1.address());
    assertThat(user.ctl("exec", name, "--", "ip", "-brief", "addr").succeeded().out())
        .contains("up0@", gateway());
    var failed = user.ctl("exec", name, "--", "sh", "-c", "echo no >&2; exit 7");
    assertThat(failed.status()).isEqualTo(7);
    assertThat(failed.err()).isEqualTo("no\n");
  }

  @Test
  void startDnsmasqAgain() throws Exception {
    var old = dnsmasq();

    cluster.shell().run("bash", "-c", "kill -9 " + old).succeeded();

    Eventually.within(PASS_LIMIT).untilAsserted(() -> assertThat(dnsmasq()).isNotEqualTo(old));
    assertWorks();
  }

  @Test
  void makeTheConcentratorsNamespaceAnew() throws Exception {
    var namespace = operator.tenantNamespace("nn1");
    var before = picture(namespace);

    cluster.shell().run("ip", "netns", "del", namespace).succeeded();

    Eventually.within(PASS_LIMIT)
        .untilAsserted(
            () -> {
              assertThat(operator.tenantNamespace("nn1")).isEqualTo(namespace);
              assertThat(picture(namespace)).isEqualTo(before);
            });
    assertWorks();
  }

  /// The network does what it is for, and the guest has not noticed.
  private static void assertWorks() throws Exception {
    Eventually.within(PASS_LIMIT)
        .untilAsserted(
            () -> {
              user.ssh("vm1", "ping -c 1 -W 2 ct2 && ping -c 1 -W 2 ct1").succeeded();
              user.ssh("vm1", "wget -q -O - http://198.51.100.10/").succeeded();
              operator
                  .inContainer(user.uid("ct2"), "ping", "-c", "1", "-W", "1", gateway())
                  .succeeded();
            });
    assertThat(operator.machine(user.uid("vm1"))).as("the guest's process").isEqualTo(machine);
    assertThat(user.ready("vm1")).isTrue();
  }

  /// Everything in a namespace that a pass programs, without what counts or ages.
  private static String picture(String namespace) throws Exception {
    var links =
        operator.inNamespace(namespace, "ip", "-o", "link").succeeded().lines().stream()
            .map(l -> l.replaceFirst("^\\d+: ", "").replaceFirst("@[^:]+:", ":"))
            .map(l -> l.replaceAll("link-netns(id)? \\S+|state \\S+|qlen \\d+", ""))
            // Only the bridge has an address of our choice.
            .map(l -> l.startsWith("br0:") ? l : l.replaceAll("link/ether \\S+", ""))
            .sorted()
            .toList();
    // Tables come in the order in which they were made; what a limit has counted is the kernel's.
    var rules =
        operator
            .inNamespace(namespace, "nft", "-s", "list", "ruleset")
            .succeeded()
            .out()
            .replaceAll("\\s*elements = \\{[^}]*limit rate[^}]*}", "")
            .split("(?m)^(?=table )");
    Arrays.sort(rules);
    var entries =
        operator.inNamespace(namespace, "bridge", "fdb").succeeded().lines().stream()
            .filter(l -> l.contains(" dst ") || l.contains("static"))
            .sorted()
            .toList();
    return "%s%n%s%n%s".formatted(links, String.join("", rules).strip(), entries);
  }

  private static String dnsmasq() throws Exception {
    return Eventually.within(PASS_LIMIT)
        .value(
            "one dnsmasq runs",
            () -> {
              var pids =
                  cluster
                      .shell()
                      .run("ip", "netns", "pids", operator.tenantNamespace("nn1"))
                      .lines();
              return pids.size() == 1 ? pids.getFirst() : null;
            });
  }

  private static Ran awaitSsh(String command) throws Exception {
    return Eventually.within(BOOT_LIMIT)
        .value(
            "ssh runs: " + command,
            () -> {
              var ran = user.ssh("vm1", command);
              return ran.status() == 0 ? ran : null;
            });
  }

  private static Ran ping(String to, int payload) throws Exception {
    var size = Integer.toString(payload);
    return operator.inContainer(
        user.uid("ct1"), "ping", "-M", "do", "-s", size, "-c", "2", "-W", "1", to);
  }

  private static String[] connect(String host, int port) {
    return new String[] {"timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/" + host + "/" + port};
  }

  private static boolean connects(Ran ran) {
    return ran.status() == 0;
  }

  private static int ssntpPort() throws Exception {
    var dev = Json.parse(Files.readAllBytes(cluster.directory().resolve("dev.json")));
    return dev.path("ssntpPort").asInt();
  }

  private static List<Integer> etcdPorts() throws Exception {
    var file = cluster.directory().resolve("apiserver/etcd/etcd.json");
    var ports = new ArrayList<Integer>();
    Json.parse(Files.readAllBytes(file))
        .path("clientUrls")
        .forEach(url -> ports.add(URI.create(url.asText()).getPort()));
    return ports;
  }

  private static Concentrator concentrator() {
    var found = cluster.api().list(ResourceType.CONCENTRATORS, "default", ListQuery.ALL).items();
    assertThat(found).hasSize(1);
    return Json.toRecord(found.getFirst(), Concentrator.class);
  }

  private static String gateway() {
    return concentrator().spec().gateway().ip();
  }

  private static String address(String name) {
    return user.get(name).status().network().address();
  }
}
