package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.Member;
import io.ciao.api.node.Node;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.Saboteur;
import io.ciao.e2e.actor.Saboteur.Direction;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterHistory;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.testkit.Eventually;
import io.ciao.testkit.Figures;
import io.ciao.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A node that nobody hears any more: what may move runs elsewhere within seconds, what may not
/// stays, and the node removes its old copies before it is a member again.
@Tag("failover")
class NodeLossIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// From the cut to the instance's running elsewhere, a container's start included. Judged where
  /// nothing runs beside: a disk that stalls for five seconds stalls etcd, and then nobody is lost.
  private static final Duration ELSEWHERE_LIMIT =
      Seeds.longRun() ? Duration.ofSeconds(12) : Duration.ofSeconds(60);

  /// Of the rounds of a long run.
  private static final Duration MEDIAN_LIMIT = Duration.ofSeconds(10);

  private static final int ROUNDS = Seeds.longRun() ? 10 : 1;

  private static final List<String> NODES = List.of("cn1", "cn2", "cn3");
  private static final String LOST = "cn1";

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User user;
  private static Operator operator;
  private static Saboteur saboteur;
  private static ClusterHistory history;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = Cluster.start("l", "--nodes", "3");
    running = cluster;
    history = ClusterHistory.follow(cluster);
    user = User.of(cluster).equipped();
    operator = new Operator(cluster);
    saboteur = new Saboteur(cluster);
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (history != null) {
      history.end();
    }
    if (running != null) {
      running.close();
    }
  }

  private static Node node(String name) {
    var tree = cluster.api().get(ResourceType.NODES, new ObjectKey(null, name));
    return Json.toRecord(tree, Node.class);
  }

  private static Member.@Nullable State state(String name) {
    var member = node(name).status().member();
    return member == null ? null : Member.State.of(member.state()).orElse(null);
  }

  private static boolean ready(String name) {
    return Conditions.holds(node(name).status().conditions(), CommonReasons.READY);
  }

  /// Applies instances while no other node takes any.
  private static void applyOnLost(String... manifests) throws Exception {
    setUnschedulable(true);
    for (var manifest : manifests) {
      user.apply(manifest).succeeded();
    }
  }

  private static void setUnschedulable(boolean unschedulable) {
    for (var name : NODES) {
      if (!name.equals(LOST)) {
        var patch = Json.object();
        patch.putObject("spec").put("unschedulable", unschedulable);
        cluster.api().mergePatch(ResourceType.NODES, new ObjectKey(null, name), patch);
      }
    }
  }

  private static String nodeOf(Instance instance) {
    var binding = instance.status().binding();
    return binding == null ? "" : binding.nodeName();
  }

  private static long epochOf(Instance instance) {
    var binding = instance.status().binding();
    return binding == null ? 0 : binding.epoch();
  }

  private static String reason(String instance, String condition) {
    return Conditions.find(user.get(instance).status().conditions(), condition)
        .map(found -> found.status() + " " + found.reason())
        .orElse("");
  }

  private static String staying(String name) {
    return Manifests.container(name).stripTrailing() + "\n  failover: {policy: Stay}\n";
  }

  @AfterEach
  void historyIsGood() throws Exception {
    history.assertGood();
  }

  @ParameterizedTest(name = "cut off {0}")
  @EnumSource(Direction.class)
  void instancesOfANodeThatIsCutOffRunElsewhereAndItsOldCopiesGo(Direction direction)
      throws Exception {
    var elsewhere = new ArrayList<Double>();
    for (int round = 0; round < ROUNDS; round++) {
      elsewhere.add((double) cutOffAndHealed(direction).toMillis());
    }
    var figures = new Figures(elsewhere);
    System.out.println(figures.line("elsewhere after, cut off " + direction, "ms"));
    if (Seeds.longRun()) {
      assertThat(figures.median()).isLessThanOrEqualTo(MEDIAN_LIMIT.toMillis());
    }
  }

  /// One round: how long it took until what may move was running elsewhere.
  private static Duration cutOffAndHealed(Direction direction) throws Exception {
    var moves = "moves-" + direction.name().toLowerCase(Locale.ROOT);
    var stays = "stays-" + direction.name().toLowerCase(Locale.ROOT);
    applyOnLost(Manifests.container(moves), staying(stays));
    user.awaitReady(moves, stays);
    setUnschedulable(false);
    var before = user.get(moves);
    var kept = operator.container(user.uid(stays));
    assertThat(nodeOf(before)).isEqualTo(LOST);

    saboteur.cutOff(LOST, direction);
    var cut = System.nanoTime();
    Duration took;
    try {
      var after =
          Eventually.within(LIMIT)
              .value(
                  moves + " runs elsewhere",
                  () -> {
                    var now = user.awaitRunning(moves);
                    return nodeOf(now).equals(LOST) ? null : now;
                  });
      took = Duration.ofNanos(System.nanoTime() - cut);
      assertThat(took).isLessThan(ELSEWHERE_LIMIT);
      assertThat(epochOf(after)).isGreaterThan(epochOf(before));
      assertThat(after.status().network()).isEqualTo(before.status().network());
      assertThat(state(LOST)).isEqualTo(Member.State.LOST);
      Eventually.within(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(reason(stays, InstanceReasons.NODE_AVAILABLE))
                      .isEqualTo("False " + InstanceReasons.FAILOVER_POLICY_STAY));
      assertThat(nodeOf(user.get(stays))).isEqualTo(LOST);
    } finally {
      saboteur.heal(LOST);
    }
    Eventually.within(LIMIT)
        .until(LOST + " is a member again", () -> state(LOST) == Member.State.MEMBER);

    assertThat(operator.containers(user.uid(moves))).as("copies of " + moves).hasSize(1);
    Eventually.within(LIMIT).until(LOST + " is ready", () -> ready(LOST));
    assertThat(operator.container(user.uid(stays))).as("untouched").isEqualTo(kept);
    user.awaitReady(moves, stays);
    assertThat(reason(stays, InstanceReasons.NODE_AVAILABLE)).startsWith("True");
    user.delete(moves, stays).succeeded();
    return took;
  }

  @Test
  void virtualMachineIsStartedAfreshElsewhere() throws Exception {
    applyOnLost(Manifests.vm("vm-moves"));
    user.awaitReady("vm-moves");
    setUnschedulable(false);
    var uid = user.uid("vm-moves");

    saboteur.cutOff(LOST, Direction.BOTH);
    try {
      Eventually.within(LIMIT)
          .until("it runs elsewhere", () -> !nodeOf(user.awaitRunning("vm-moves")).equals(LOST));
    } finally {
      saboteur.heal(LOST);
    }
    Eventually.within(LIMIT)
        .until(LOST + " is a member again", () -> state(LOST) == Member.State.MEMBER);

    assertThat(operator.machines(uid)).hasSize(1);
    user.awaitReady("vm-moves");
    user.delete("vm-moves").succeeded();
  }
}
