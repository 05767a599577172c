package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.meta.ObjectKey;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.Saboteur;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.Ran;
import io.ciao.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A set of containers from `run` to `delete`. In order, because it lives through it all.
@Tag("instances")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstanceSetIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User user;
  private static Operator operator;
  private static Saboteur saboteur;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = Cluster.start("is");
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
  void runsFromWhatDryRunPrints() throws Exception {
    var printed =
        user.ctl(
                "run",
                "web",
                "--workload",
                "tiny-container",
                "--instances",
                "3",
                "--dry-run=client",
                "-o",
                "yaml")
            .succeeded()
            .out();
    assertThat(user.ctl("get", "instancesets").succeeded().out()).doesNotContain("web");
    user.ctl("run", "web", "--workload", "tiny-container", "--instances", "3", "--dry-run=server")
        .succeeded();
    assertThat(user.ctl("get", "instancesets").succeeded().out()).doesNotContain("web");

    user.apply(printed).succeeded();
    rollout("status", "web", "--timeout", "90s").succeeded();

    assertThat(uids().keySet()).containsExactly("web-0", "web-1", "web-2");
    assertThat(operator.container(user.uid("web-2"))).isNotEmpty();
    assertThat(user.ctl("get", "instancesets").succeeded().out()).contains("web", "Complete");
    user.ctl("wait", "instanceset/web", "--for=condition=Ready", "--timeout=5s").succeeded();
  }

  @Test
  @Order(2)
  void replacesAnInstanceThatSomebodyDeleted() throws Exception {
    var before = uids();

    user.delete("web-1").succeeded();
    // The set's status, which `rollout status` reads, may be from before the deletion.
    Eventually.within(LIMIT)
        .untilAsserted(() -> assertThat(uids().keySet()).isEqualTo(before.keySet()));
    rollout("status", "web", "--timeout", "90s").succeeded();

    assertThat(uids()).doesNotContainEntry("web-1", before.get("web-1"));
    assertThat(uids()).containsEntry("web-0", before.get("web-0"));
  }

  @Test
  @Order(3)
  void scalesUpAndDown() throws Exception {
    user.ctl("scale", "instanceset/web", "--replicas", "4", "--wait", "--timeout", "90s")
        .succeeded();
    assertThat(uids().keySet()).containsExactly("web-0", "web-1", "web-2", "web-3");

    user.ctl("scale", "instanceset/web", "--replicas", "2", "--wait", "--timeout", "90s")
        .succeeded();
    rollout("status", "web", "--timeout", "90s").succeeded();
    assertThat(uids().keySet()).containsExactly("web-0", "web-1");
  }

  @Test
  @Order(4)
  void holdsAnUpdateWhilePausedAndThenReplacesAllWithNeverTooFew() throws Exception {
    var before = uids();
    rollout("pause", "web").succeeded();
    patchTemplate("{\"env\":[{\"name\":\"COLOUR\",\"value\":\"blue\"}]}");
    Eventually.within(LIMIT)
        .until("it says that it is paused", () -> set().toString().contains("reason=Paused"));
    assertThat(uids()).isEqualTo(before);

    rollout("resume", "web").succeeded();
    rollout("status", "web", "--timeout", "120s").succeeded();

    assertThat(uids().keySet()).containsExactly("web-0", "web-1");
    assertThat(uids().values()).doesNotContainAnyElementsOf(before.values());
    assertThat(environment("web-0")).contains("COLOUR=blue");
    assertThat(rollout("history", "web").succeeded().lines()).hasSize(4);
  }

  @Test
  @Order(5)
  void goesOnWithAnUpdateAfterTheSchedulerWasKilled() throws Exception {
    patchTemplate("{\"env\":[{\"name\":\"COLOUR\",\"value\":\"green\"}]}");
    Eventually.within(LIMIT)
        .until("the update has begun", () -> uids().size() > 2 || uids().size() < 2);
    saboteur.kill("scheduler");
    operator.start();

    rollout("status", "web", "--timeout", "120s").succeeded();

    assertThat(uids().keySet()).containsExactly("web-0", "web-1");
    assertThat(environment("web-1")).contains("COLOUR=green");
  }

  @Test
  @Order(6)
  void goesBack() throws Exception {
    rollout("undo", "web").succeeded();
    rollout("status", "web", "--timeout", "120s").succeeded();

    assertThat(environment("web-0")).contains("COLOUR=blue");
    rollout("undo", "web", "--to-revision", "99").ended(1);
  }

  @Test
  @Order(7)
  void restartsAnInstanceOnceAlsoWhenItsAgentIsStartedAnew() throws Exception {
    var container = operator.container(user.uid("web-0"));
    var started = startedAt(container);

    user.ctl("restart", "web-0", "--wait", "--timeout", "90s").succeeded();
    var again = startedAt(container);
    assertThat(again).isNotEqualTo(started);

    saboteur.kill(user.get("web-0").status().binding().nodeName());
    operator.start();
    user.awaitReady("web-0");
    assertThat(operator.container(user.uid("web-0"))).isEqualTo(container);
    assertThat(startedAt(container)).isEqualTo(again);
  }

  @Test
  @Order(8)
  void goesWithItsInstances() throws Exception {
    user.ctl("delete", "instanceset/web", "--timeout=90s").succeeded();

    Eventually.within(LIMIT).until("its instances are gone", () -> uids().isEmpty());
  }

  private static Ran rollout(String... words) throws InterruptedException {
    return cluster.ctl(
        Stream.concat(Stream.of("rollout"), Arrays.stream(words)).toArray(String[]::new));
  }

  private static String environment(String name) throws Exception {
    return cluster
        .docker("inspect", "-f", "{{.Config.Env}}", operator.container(user.uid(name)))
        .succeeded()
        .out();
  }

  private static String startedAt(String container) throws Exception {
    return cluster
        .docker("inspect", "-f", "{{.State.StartedAt}}", container)
        .succeeded()
        .out()
        .strip();
  }

  private static InstanceSet set() {
    var key = new ObjectKey("default", "web");
    return Json.toRecord(cluster.api().get(ResourceType.INSTANCE_SETS, key), InstanceSet.class);
  }

  private static void patchTemplate(String spec) {
    var patch =
        Json.parse(
            ("{\"spec\":{\"template\":{\"spec\":" + spec + "}}}").getBytes(StandardCharsets.UTF_8));
    cluster.api().mergePatch(ResourceType.INSTANCE_SETS, new ObjectKey("default", "web"), patch);
  }

  /// Name to uid of the instances that are not being deleted.
  private static Map<String, String> uids() {
    var uids = new TreeMap<String, String>();
    for (var tree : cluster.api().list(ResourceType.INSTANCES, "default", ListQuery.ALL).items()) {
      var meta = Json.toRecord(tree, Instance.class).metadata();
      if (!meta.deleting()) {
        uids.put(meta.requireName(), meta.requireUid());
      }
    }
    return uids;
  }
}
