package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.Saboteur;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.MachineState;
import io.ciao.e2e.env.Ran;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A virtual machine and a container from `apply` to `delete`. In order, because they live through
/// it together.
@Tag("instances")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstancesIT {
  private static final Duration BOOT_LIMIT = Duration.ofSeconds(90);
  private static final Duration PASS_LIMIT = Duration.ofSeconds(30);

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User user;
  private static Operator operator;
  private static Saboteur saboteur;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = Cluster.start("i");
    running = cluster;
    user = User.of(cluster).equipped();
    operator = new Operator(cluster);
    saboteur = new Saboteur(cluster);
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  @Test
  @Order(1)
  void becomeReadyFromTheExamples() throws Exception {
    user.ctl("apply", "-f", "manifests/examples/").succeeded();
    user.awaitReady("web", "cache");

    assertThat(operator.guests(user.uid("web"))).hasSize(1);
    assertThat(operator.guests(user.uid("cache"))).hasSize(1);
    assertThat(user.ctl("get", "instances", "-o", "wide").succeeded().out())
        .contains("web", "cache", "Running", "cn1", "172.16.0.", "330");
  }

  @Test
  @Order(2)
  void showHostnameKeyAndMarkOfCloudInitInTheirLogs() throws Exception {
    Eventually.within(BOOT_LIMIT)
        .untilAsserted(
            () ->
                assertThat(user.logs("web"))
                    .contains(
                        "hostname=web", "ssh-keys=1", "hello from web, started by cloud-init"));
    assertThat(user.logs("cache")).contains("hostname=cache", "serving http on port 80");
    assertThat(user.ctl("logs", "web", "--tail", "1").succeeded().lines()).hasSize(1);
  }

  @Test
  @Order(2)
  void tellWhatTheyUse() throws Exception {
    Eventually.within(BOOT_LIMIT)
        .untilAsserted(
            () ->
                assertThat(top("instances", "-n", user.tenant()))
                    .containsPattern("cache +cn1 +[0-9]+m +[0-9]+% +[0-9.]+[KM]i ")
                    .containsPattern("web +cn1 +[0-9]+m +[0-9]+% +[0-9.]+[MG]i "));
    assertThat(top("nodes", "cn1")).containsPattern("cn1 +[0-9]+m +[0-9]+% +[0-9.]+Gi +[0-9]+%");
    assertThat(user.ctl("get", "nodes", "-o", "wide").succeeded().out())
        .contains("KERNEL", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
  }

  private static String top(String... words) throws InterruptedException {
    var argv = new ArrayList<>(List.of("top"));
    argv.addAll(List.of(words));
    return cluster.ctl(argv.toArray(String[]::new)).succeeded().out();
  }

  @Test
  @Order(3)
  void answerSshAndFindEachOtherByName() throws Exception {
    var ran = awaitSsh("web", "hostname; ping -4 -c 3 cache");

    assertThat(ran.lines().getFirst()).isEqualTo("web");
    assertThat(ran.out()).contains("3 packets received").contains(address("cache"));
  }

  @Test
  @Order(4)
  void reachTheOutsideWithTheConcentratorsAddress() throws Exception {
    var concentrators =
        cluster.api().list(ResourceType.CONCENTRATORS, "default", ListQuery.ALL).items();
    var outside =
        concentrators.getFirst().path("spec").path("outsideAddress").asText().split("/")[0];

    assertThat(awaitSsh("web", "wget -q -O - http://198.51.100.10/").out())
        .contains("hello from outside");
    assertThat(concentrators).hasSize(1);
    Eventually.within(PASS_LIMIT)
        .untilAsserted(
            () ->
                assertThat(Files.readString(cluster.log("outside")))
                    .contains(outside)
                    .doesNotContain("172.16."));
  }

  @Test
  @Order(5)
  void keepTheirGuestsWhenTheAgentIsKilledAndStartedAgain() throws Exception {
    var machine = operator.machine(user.uid("web"));
    var container = operator.container(user.uid("cache"));
    var epochs = List.of(epoch("web"), epoch("cache"));

    saboteur.kill("cn1");
    operator.start();
    user.awaitReady("web", "cache");

    assertThat(operator.machine(user.uid("web"))).isEqualTo(machine);
    assertThat(operator.container(user.uid("cache"))).isEqualTo(container);
    assertThat(List.of(epoch("web"), epoch("cache"))).isEqualTo(epochs);
    assertThat(awaitSsh("web", "hostname").out()).contains("web");
  }

  @Test
  @Order(6)
  void keepDiskAndAddressOverStopAndStart() throws Exception {
    var before = user.get("web").status().network();
    awaitSsh("web", "echo kept > /var/mark; sync");

    user.ctl("stop", "web").succeeded();
    user.ctl("wait", "instance/web", "--for=condition=Running=False", "--timeout=60s").succeeded();
    Eventually.within(PASS_LIMIT)
        .untilAsserted(() -> assertThat(operator.guests(user.uid("web"))).isEmpty());
    // Its guest is gone a moment before its node has said so.
    Eventually.within(PASS_LIMIT)
        .untilAsserted(() -> assertThat(user.why("web")).containsIgnoringCase("stopped"));
    user.ctl("start", "web").succeeded();
    user.awaitReady("web");

    assertThat(user.get("web").status().network()).isEqualTo(before);
    assertThat(awaitSsh("web", "cat /var/mark").out()).contains("kept");
  }

  @Test
  @Order(7)
  void plugTheInterfaceInAgainWhenAContainerIsRestarted() throws Exception {
    cluster.docker("restart", "-t", "1", operator.container(user.uid("cache"))).succeeded();

    Eventually.within(PASS_LIMIT)
        .untilAsserted(
            () ->
                assertThat(operator.inContainer(user.uid("cache"), "ip", "-4", "-o", "addr").out())
                    .contains(address("cache")));
    user.awaitReady("cache");
    assertThat(awaitSsh("web", "ping -c 1 -W 2 cache").status()).isZero();
  }

  @Test
  @Order(8)
  void areStoredAsBlockYaml() throws Exception {
    var stored = operator.etcdctl("get", "--prefix", "/ciao/").succeeded().out();

    assertThat(stored)
        .contains("/ciao/instances/default/web\n")
        .contains("apiVersion: ciao.io/v1\n")
        .contains("metadata:\n  ")
        .contains("userData: |\n")
        .contains("- echo \"hello from web, started by cloud-init\"\n")
        .doesNotContain("resourceVersion");
    assertThat(stored.lines()).noneMatch(line -> line.startsWith("{"));
  }

  @Test
  @Order(9)
  void leaveNothingWhenTheyAreDeleted() throws Exception {
    var uids = List.of(user.uid("web"), user.uid("cache"));
    var files = Path.of(cluster.directory().toString());

    user.ctl("delete", "-f", "manifests/examples/", "--timeout=90s").succeeded();

    for (var uid : uids) {
      assertThat(operator.guests(uid)).isEmpty();
      assertThat(cluster.docker("ps", "-aq", "--filter", "label=io.ciao.instance=" + uid).lines())
          .isEmpty();
      // The node's copy of the Instance itself goes once the finalizer is off, all else before.
      assertThat(filesNaming(files, uid)).allMatch(f -> f.startsWith(files.resolve("cn1/kept")));
    }
    Eventually.within(PASS_LIMIT)
        .untilAsserted(
            () -> {
              for (var uid : uids) {
                assertThat(filesNaming(files, uid)).isEmpty();
              }
              assertThat(operator.tenantNamespaces("cn1")).isEmpty();
              assertThat(operator.tenantNamespaces("nn1")).isEmpty();
              var keys = operator.etcdctl("get", "--prefix", "/ciao", "--keys-only").succeeded();
              assertThat(keys.lines().stream().filter(k -> !k.startsWith("/ciao/events/")))
                  .noneMatch(k -> k.contains("/instances/") || k.contains("/concentrators/"))
                  .noneMatch(k -> k.contains("/ciao-sys/unique/"))
                  .noneMatch(k -> uids.stream().anyMatch(k::contains));
              assertThat(operator.in("nn1", "ip", "-o", "link").out()).doesNotContain("up-");
            });
  }

  private static Ran awaitSsh(String name, String command) throws Exception {
    return Eventually.within(BOOT_LIMIT)
        .value(
            "ssh to " + name + " runs: " + command,
            () -> {
              var ran = user.ssh(name, command);
              return ran.status() == 0 ? ran : fail(ran);
            });
  }

  private static Ran fail(Ran ran) {
    throw new AssertionError(ran.toString());
  }

  private static String address(String name) {
    return user.get(name).status().network().address();
  }

  private static long epoch(String name) {
    Instance instance = Json.toRecord(user.tree(name).orElseThrow(), Instance.class);
    return instance.status().binding().epoch();
  }

  private static List<Path> filesNaming(Path directory, String uid) throws IOException {
    return MachineState.files(directory).stream()
        .filter(f -> !f.startsWith(directory.resolve("log")))
        .filter(f -> !f.startsWith(directory.resolve("apiserver")))
        // The agent remembers for a while what it gave up, so that an old START starts nothing.
        .filter(f -> !f.equals(directory.resolve("cn1/ledger/" + uid + ".json")))
        .filter(f -> f.getFileName().toString().contains(uid))
        .toList();
  }
}
