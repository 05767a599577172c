package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.Saboteur;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.Ran;
import io.ciao.testkit.Eventually;
import java.nio.file.Files;
import java.time.Duration;
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

/// External IPs from the pool to the packet: one cluster, through whose life the tests go in order.
@Tag("networks")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExternalIPIT {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final String SERVER = "198.51.100.10";

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User user;
  private static Operator operator;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startInstancesOnTwoNodes() throws Exception {
    cluster = Cluster.start("e", "--nodes", "2");
    running = cluster;
    user = User.of(cluster).equipped();
    operator = new Operator(cluster);
    var pool =
        "apiVersion: ciao.io/v1\n"
            + "kind: ExternalIPPool\n"
            + "metadata: {name: public}\n"
            + "spec: {ranges: [%s-%s]}\n";
    user.apply(pool.formatted(cluster.address(241), cluster.address(243))).succeeded();
    user.ctl("create", "securitygroup", "web", "--allow", "tcp:80,icmp").succeeded();
    for (var name : List.of("one", "two")) {
      var node = "one".equals(name) ? "cn1" : "cn2";
      user.apply(Manifests.on(node, Manifests.container(name)) + "  securityGroups: [web]\n")
          .succeeded();
    }
    user.apply(Manifests.on("cn1", Manifests.container("bare"))).succeeded();
    user.awaitReady("one", "two", "bare");
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  private static ExternalIP externalIP(String name) {
    return cluster
        .api()
        .find(ResourceType.EXTERNAL_IPS, new ObjectKey("default", name))
        .map(tree -> Json.toRecord(tree, ExternalIP.class))
        .orElseThrow(() -> new AssertionError("there is no externalip " + name));
  }

  private static String reason(String name) {
    return Conditions.find(externalIP(name).status().conditions(), CommonReasons.READY)
        .map(ready -> String.valueOf(ready.reason()))
        .orElse("");
  }

  private static void awaitReason(String name, String reason) throws InterruptedException {
    Eventually.within(LIMIT)
        .untilAsserted(() -> assertThat(reason(name)).as(name).isEqualTo(reason));
  }

  /// What the server at an address says to the outside host.
  private static Ran fetch(String address) throws InterruptedException {
    return operator.in(
        "outside", "timeout", "5", "busybox", "wget", "-q", "-O", "-", "http://" + address + "/");
  }

  private static void awaitPage(String address, String instance) throws InterruptedException {
    Eventually.within(LIMIT)
        .untilAsserted(() -> assertThat(fetch(address).out()).contains("hello from " + instance));
  }

  /// By which address the outside server is asked by an instance.
  private static void awaitSource(String instance, String address) throws Exception {
    Eventually.within(LIMIT)
        .untilAsserted(
            () -> {
              var url = "/" + instance + "-" + System.nanoTime();
              operator.inContainer(
                  user.uid(instance),
                  "timeout",
                  "5",
                  "busybox",
                  "wget",
                  "-q",
                  "-O",
                  "-",
                  "http://" + SERVER + url);
              assertThat(Files.readString(cluster.log("outside")).lines())
                  .anySatisfy(line -> assertThat(line).contains(url).contains(address));
            });
  }

  @Test
  @Order(1)
  void leadsFromOutsideToAnInstanceAndIsItsSource() throws Exception {
    user.ctl("create", "externalip", "front", "--pool", "public", "--instance", "one").succeeded();
    user.ctl("wait", "externalip/front", "--for=condition=Ready", "--timeout=40s").succeeded();
    var address = externalIP("front").status().address();

    assertThat(address).isEqualTo(cluster.address(241));
    assertThat(fetch(address).succeeded().out()).contains("hello from one");
    assertThat(operator.in("outside", "ping", "-c", "1", "-W", "2", address).status()).isZero();
    awaitSource("one", address);
    assertThat(
            operator.inContainer(user.uid("two"), "ping", "-c", "1", "-W", "2", address).status())
        .as("from inside")
        .isZero();
    assertThat(user.ctl("get", "externalips").succeeded().out()).contains(address, "Mapped");
    assertThat(user.ctl("get", "externalippools", "-o", "wide").succeeded().out())
        .containsPattern("public .* 2 +3");
  }

  @Test
  @Order(2)
  void anInstanceMayHaveSeveralOfWhichTheFirstIsItsSource() throws Exception {
    user.ctl(
            "create",
            "externalip",
            "second",
            "--pool",
            "public",
            "--instance",
            "one",
            "--address",
            cluster.address(243))
        .succeeded();
    user.ctl("wait", "externalip/second", "--for=condition=Ready", "--timeout=40s").succeeded();

    assertThat(fetch(cluster.address(243)).succeeded().out()).contains("hello from one");
    assertThat(fetch(cluster.address(241)).succeeded().out()).contains("hello from one");
    awaitSource("one", cluster.address(241));
  }

  @Test
  @Order(3)
  void movesToAnotherInstanceOnAnotherNode() throws Exception {
    user.ctl("patch", "externalip", "front", "-p", "{spec: {instance: two}}").succeeded();

    awaitPage(cluster.address(241), "two");
    awaitReason("front", "Mapped");
    awaitSource("two", cluster.address(241));
    awaitSource("one", cluster.address(243));
  }

  @Test
  @Order(4)
  void saysThatNothingReachesAnInstanceWithoutASecurityGroup() throws Exception {
    user.ctl("create", "externalip", "bare", "--pool", "public", "--instance", "bare").succeeded();
    awaitReason("bare", "NoSecurityGroup");
    var address = cluster.address(242);

    assertThat(fetch(address).status()).isNotZero();
    awaitSource("bare", address);
    assertThat(user.ctl("why", "externalip/bare").out())
        .contains("instance bare has no security group");
    user.ctl("patch", "instance", "bare", "-p", "{spec: {securityGroups: [web]}}").succeeded();
    awaitPage(address, "bare");
    awaitReason("bare", "Mapped");
  }

  @Test
  @Order(5)
  void staysThroughTheEndOfEveryProgram() throws Exception {
    var saboteur = new Saboteur(cluster);
    saboteur.kill(List.of("scheduler", "nn1-cnci", "cn1", "cn2"));
    assertThat(fetch(cluster.address(241)).succeeded().out()).contains("hello from two");
    operator.start();

    user.ctl("create", "externalip", "spare", "--pool", "public").succeeded();
    awaitReason("spare", "PoolExhausted");
    user.ctl("patch", "externalip", "second", "-p", "{spec: {instance: two}}").succeeded();
    awaitPage(cluster.address(243), "two");
    awaitPage(cluster.address(241), "two");
    awaitPage(cluster.address(242), "bare");
    awaitSource("two", cluster.address(241));
    awaitSource("bare", cluster.address(242));
  }

  @Test
  @Order(6)
  void endsWhenItIsDeletedAndItsAddressIsAnothers() throws Exception {
    user.ctl("delete", "externalip/front", "--timeout=40s").succeeded();

    awaitReason("spare", "Unmapped");
    assertThat(externalIP("spare").status().address()).isEqualTo(cluster.address(241));
    assertThat(fetch(cluster.address(241)).status()).isNotZero();
    awaitSource("two", cluster.address(243));
    var events = user.ctl("events").succeeded().out();
    assertThat(events)
        .contains("Mapped " + cluster.address(241) + " to instance one")
        .contains("Unmapped " + cluster.address(241) + " from instance one")
        .contains("Mapped " + cluster.address(241) + " to instance two")
        .contains("Failed to get an address: ");
  }
}
