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
import io.ciao.e2e.env.ClusterHistory.Restart;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.testkit.Eventually;
import io.ciao.testkit.Figures;
import io.ciao.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
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

  /// Guests that no round may touch, of instances on the node that is cut off and on another.
  private static final Map<String, List<String>> untouched = new TreeMap<>();

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = Cluster.start("l", "--nodes", "3");
    running = cluster;
    history = ClusterHistory.follow(cluster);
    user = User.of(cluster).equipped();
    operator = new Operator(cluster);
    saboteur = new Saboteur(cluster);
    startUntouched();
  }

  private static void startUntouched() throws Exception {
    var stay = new TreeMap<String, String>();
    stay.put("stays", staying(Manifests.container("stays")));
    if (Seeds.longRun()) {
      stay.put("vm-stays", staying(Manifests.vm("vm-stays")));
    }
    applyOnLost(stay.values());
    user.awaitReady(stay.keySet().toArray(String[]::new));
    setUnschedulable(false);
    user.apply(Manifests.on("cn2", Manifests.container("beside"))).succeeded();
    user.awaitReady("beside");
    for (var name : List.of("beside", "stays", "vm-stays")) {
      if (user.find(name).isPresent()) {
        untouched.put(name, operator.guests(user.uid(name)));
      }
    }
  }

  private static String staying(String manifest) {
    return manifest.stripTrailing() + "\n  failover: {policy: Stay}\n";
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
  private static void applyOnLost(Collection<String> manifests) throws Exception {
    setUnschedulable(true);
    user.apply(String.join("---\n", manifests)).succeeded();
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

  @AfterEach
  void historyIsGood() throws Exception {
    history.assertGood();
  }

  @ParameterizedTest(name = "cut off {0}")
  @EnumSource(Direction.class)
  void instancesOfANodeThatIsCutOffRunElsewhereAndItsOldCopiesGo(Direction direction)
      throws Exception {
    var elsewhere = new TreeMap<String, List<Double>>();
    for (int round = 0; round < ROUNDS; round++) {
      var moving = moving(direction);
      for (var restart : cutOffAndHealed(direction, moving).entrySet()) {
        elsewhere
            .computeIfAbsent(restart.getKey(), _ -> new ArrayList<>())
            .add((double) restart.getValue().running().toMillis());
      }
    }
    for (var each : elsewhere.entrySet()) {
      var figures = new Figures(each.getValue());
      System.out.println(figures.line(each.getKey() + " elsewhere after", "ms"));
      assertThat(figures.max()).as(each.getKey()).isLessThan(ELSEWHERE_LIMIT.toMillis());
      if (Seeds.longRun()) {
        assertThat(figures.median()).as(each.getKey()).isLessThan(MEDIAN_LIMIT.toMillis());
      }
    }
  }

  /// Names and manifests of what runs on the node and may move.
  private static Map<String, String> moving(Direction direction) {
    var suffix = direction.name().toLowerCase(Locale.ROOT);
    var moving = new TreeMap<String, String>();
    moving.put("moves-" + suffix, Manifests.container("moves-" + suffix));
    if (direction == Direction.BOTH || Seeds.longRun()) {
      moving.put("vm-moves-" + suffix, Manifests.vm("vm-moves-" + suffix));
    }
    return moving;
  }

  /// One round: when what may move was running elsewhere.
  private static Map<String, Restart> cutOffAndHealed(
      Direction direction, Map<String, String> moving) throws Exception {
    applyOnLost(moving.values());
    var names = moving.keySet().toArray(String[]::new);
    user.awaitReady(names);
    setUnschedulable(false);
    var before = new TreeMap<String, Instance>();
    for (var name : names) {
      before.put(name, user.get(name));
      assertThat(nodeOf(before.get(name))).isEqualTo(LOST);
    }

    saboteur.cutOff(LOST, direction);
    var cut = ClusterHistory.now();
    var restarts = new TreeMap<String, Restart>();
    try {
      Eventually.within(LIMIT).until(LOST + " is lost", () -> state(LOST) == Member.State.LOST);
      var lost = Duration.ofNanos(ClusterHistory.now() - cut).toMillis();
      for (var name : names) {
        restarts.put(name, movedFrom(before.get(name), cut));
        System.out.printf(
            "cut off %s: lost %d ms, %s %s%n", direction, lost, name, restarts.get(name));
      }
      assertStaying();
    } finally {
      saboteur.heal(LOST);
    }
    Eventually.within(LIMIT)
        .until(LOST + " is a member again", () -> state(LOST) == Member.State.MEMBER);

    for (var name : names) {
      assertThat(operator.guests(user.uid(name))).as("copies of " + name).hasSize(1);
    }
    Eventually.within(LIMIT).until(LOST + " is ready", () -> ready(LOST));
    assertUntouched();
    user.awaitReady(names);
    user.awaitReady(untouched.keySet().toArray(String[]::new));
    user.delete(names).succeeded();
    return restarts;
  }

  /// Waits until it runs elsewhere.
  private static Restart movedFrom(Instance before, long cut) throws InterruptedException {
    var name = before.metadata().requireName();
    var after =
        Eventually.within(LIMIT)
            .value(
                name + " runs elsewhere",
                () -> {
                  var now = user.awaitRunning(name);
                  return nodeOf(now).equals(LOST) ? null : now;
                });
    assertThat(epochOf(after)).isGreaterThan(epochOf(before));
    assertThat(after.status().network()).isEqualTo(before.status().network());
    return history.restartAbove(before.metadata().requireUid(), epochOf(before), cut);
  }

  /// What may not move says why.
  private static void assertStaying() throws InterruptedException {
    for (var name : staying()) {
      Eventually.within(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(reason(name, InstanceReasons.NODE_AVAILABLE))
                      .isEqualTo("False " + InstanceReasons.FAILOVER_POLICY_STAY));
      assertThat(nodeOf(user.get(name))).isEqualTo(LOST);
    }
    assertUntouched();
  }

  private static List<String> staying() {
    return untouched.keySet().stream().filter(name -> name.contains("stays")).toList();
  }

  /// The processes and containers that no round may end.
  private static void assertUntouched() throws InterruptedException {
    for (var each : untouched.entrySet()) {
      assertThat(operator.guests(user.uid(each.getKey())))
          .as("untouched")
          .isEqualTo(each.getValue());
    }
  }
}
