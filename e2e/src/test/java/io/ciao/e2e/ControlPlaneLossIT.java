package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.config.ClusterConfig;
import io.ciao.api.config.ClusterReasons;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.Member;
import io.ciao.api.node.Node;
import io.ciao.e2e.actor.ControlPlanes;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.Saboteur;
import io.ciao.e2e.actor.Saboteur.Direction;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterHistory;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.Steadily;
import io.ciao.testkit.Eventually;
import io.ciao.testkit.Figures;
import io.ciao.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Troubles of the control plane, which lose no node and restart no instance: three apiservers,
/// three schedulers and three members of etcd over five nodes.
@Tag("failover")
class ControlPlaneLossIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ROUNDS = Seeds.longRun() ? 10 : 1;

  /// After each round; by then every node was renewed again.
  private static final Duration AFTERWARDS =
      Seeds.longRun() ? Duration.ofSeconds(2) : Duration.ofMillis(500);

  /// After the last round: a node that a trouble loses is lost within it.
  private static final Duration IN_THE_END =
      Seeds.longRun() ? Duration.ofSeconds(10) : Duration.ZERO;

  /// With the two seconds in which the pause is found, longer than silence may last.
  private static final Duration LONG_SILENCE = Duration.ofSeconds(6);

  private static final Duration STOPPED = Duration.ofSeconds(7);
  private static final List<String> NODES = List.of("cn1", "cn2", "cn3", "cn4", "nn1");
  private static final List<String> CUT = List.of("cn1", "cn2", "cn3");
  private static final String STEADY = "steady";
  private static final String STEADY_VM = "steady-vm";

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User user;
  private static Operator operator;
  private static Saboteur saboteur;
  private static ControlPlanes planes;
  private static ClusterHistory history;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = Cluster.start("p", "--control-planes", "3", "--nodes", "4");
    running = cluster;
    history = ClusterHistory.follow(cluster);
    user = User.of(cluster).equipped();
    operator = new Operator(cluster);
    saboteur = new Saboteur(cluster);
    planes = ControlPlanes.of(cluster);
    pin("cn1");
    user.apply(Manifests.container(STEADY)).succeeded();
    if (Seeds.longRun()) {
      user.apply(Manifests.vm(STEADY_VM)).succeeded();
    }
    user.awaitReady(steady());
    unpin();
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

  @AfterEach
  void historyIsGood() throws Exception {
    history.assertGood();
  }

  /// What happens to the control plane, or to an agent.
  enum Trouble {
    ETCD_LEADER_KILLED {
      @Override
      void happen() throws Exception {
        var leader = planes.etcdLeader().etcd();
        saboteur.kill(leader);
        awaitRenewals();
        operator.start(leader);
      }
    },
    ETCD_LEADER_STOPPED {
      @Override
      void happen() throws Exception {
        var leader = planes.etcdLeader().etcd();
        var uid = user.uid(STEADY);
        saboteur.pause(leader);
        try {
          Steadily.during(STOPPED)
              .holds("its container runs", () -> operator.containers(uid).size() == 1);
        } finally {
          saboteur.resume(leader);
        }
      }
    },
    APISERVERS_RESTARTED {
      @Override
      void happen() throws Exception {
        saboteur.kill(planes.apiservers());
        operator.start(planes.apiservers().toArray(String[]::new));
      }
    },
    APISERVER_OF_RENEWALS_KILLED {
      @Override
      void happen() throws Exception {
        var apiserver = planes.takesRenewals().apiserver();
        saboteur.kill(apiserver);
        awaitRenewals();
        operator.start(apiserver);
      }
    },
    SCHEDULER_LEADER_KILLED {
      @Override
      void happen() throws Exception {
        var leader = planes.schedulerLeader();
        saboteur.kill(leader.scheduler());
        Eventually.within(LIMIT)
            .until("another scheduler leads", () -> !planes.schedulerLeader().equals(leader));
        operator.start(leader.scheduler());
      }
    },
    AGENT_RESTARTED {
      @Override
      void happen() throws Exception {
        var node = nodeOf(user.get(STEADY));
        saboteur.kill(node);
        operator.start(node);
      }
    };

    abstract void happen() throws Exception;

    /// Whether it is for a long run alone: it takes long, or it is over in time only where nothing
    /// runs beside.
    boolean takesLong() {
      return this == ETCD_LEADER_STOPPED || this == AGENT_RESTARTED;
    }
  }

  static Stream<Trouble> troubles() {
    return Arrays.stream(Trouble.values())
        .filter(trouble -> Seeds.longRun() || !trouble.takesLong());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("troubles")
  void nothingIsLostAndNothingRestarts(Trouble trouble) throws Exception {
    awaitApi();
    var guests = guests();
    var before = memberships();
    var bound = bindings();
    var back = new ArrayList<Double>();

    for (int round = 0; round < ROUNDS; round++) {
      var begun = System.nanoTime();
      trouble.happen();
      awaitRenewals();
      back.add((System.nanoTime() - begun) / 1e6);
      awaitApi();
      Steadily.during(AFTERWARDS).holds("what runs is as it was", () -> guests().equals(guests));
      assertThat(memberships()).isEqualTo(before);
      assertThat(bindings()).isEqualTo(bound);
    }
    Steadily.during(IN_THE_END)
        .holds("nobody is lost", () -> memberships().equals(before) && bindings().equals(bound));
    assertThat(guests()).isEqualTo(guests);
    System.out.println(
        new Figures(back)
            .line("renewed again after " + trouble.name().toLowerCase(Locale.ROOT), "ms"));
  }

  @Test
  void failoverPausesWhileThreeOfFiveNodesAreCutOffAndGoesOnWhenTheyReturn() throws Exception {
    for (var node : NODES) {
      Eventually.within(LIMIT).until(node + " is a member", () -> member(node));
    }
    var before = memberships();

    cutOff();
    try {
      awaitPause(ClusterReasons.MANY_NODES_SILENT);
      Steadily.during(LONG_SILENCE)
          .holds("nobody is lost", () -> CUT.stream().noneMatch(ControlPlaneLossIT::lost));
    } finally {
      heal();
    }
    awaitPause(ClusterReasons.WATCHING);

    awaitRenewals();
    assertThat(memberships())
        .as("the last that came back has not been lost either")
        .isEqualTo(before);
  }

  @Test
  @Tag("long")
  void failoverGoesOnWhereAnOperatorSaysSo() throws Exception {
    pin("cn2");
    user.apply(Manifests.container("moves")).succeeded();
    user.awaitReady("moves");
    unpin();

    cutOff();
    try {
      awaitPause(ClusterReasons.MANY_NODES_SILENT);
      user.ctl("failover", "--resume").succeeded();
      Eventually.within(LIMIT)
          .until("it runs on cn4", () -> nodeOf(user.awaitRunning("moves")).equals("cn4"));
      for (var node : CUT) {
        Eventually.within(LIMIT).until(node + " is lost", () -> lost(node));
      }
    } finally {
      heal();
    }
    for (var node : CUT) {
      Eventually.within(LIMIT).until(node + " is a member again", () -> member(node));
    }
    assertThat(operator.containers(user.uid("moves"))).hasSize(1);
    user.awaitReady(steady());
    user.awaitReady("moves");
    user.delete("moves").succeeded();
  }

  /// As where both are on one machine. What stands in etcd of the node's renewals ends with the
  /// lease of the apiserver that wrote them, before the node is lost.
  @Test
  @Tag("long")
  void nodeIsLostThatDiesWithTheApiserverOfItsRenewals() throws Exception {
    pin("cn2");
    user.apply(Manifests.container("orphan")).succeeded();
    user.awaitReady("orphan");
    unpin();

    var apiserver = planes.takesRenewals().apiserver();
    saboteur.kill(apiserver);
    saboteur.cutOff("cn2", Direction.BOTH);
    try {
      Eventually.within(LIMIT)
          .until("it runs elsewhere", () -> !nodeOf(user.awaitRunning("orphan")).equals("cn2"));
    } finally {
      saboteur.heal("cn2");
      operator.start(apiserver);
    }
    planes.awaitApiservers();
    Eventually.within(LIMIT).until("cn2 is a member again", () -> member("cn2"));
    user.delete("orphan").succeeded();
  }

  private static String[] steady() {
    return Seeds.longRun() ? new String[] {STEADY, STEADY_VM} : new String[] {STEADY};
  }

  private static List<String> guests() throws InterruptedException {
    var found = new ArrayList<String>();
    for (var name : steady()) {
      found.addAll(operator.guests(user.uid(name)));
    }
    return found;
  }

  /// Renewals come before it does: over SSNTP.
  private static void awaitApi() throws InterruptedException {
    Eventually.within(LIMIT).until("the API answers", () -> !memberships().isEmpty());
  }

  /// Waits until every node was renewed twice from now on: one may have been on its way.
  private static void awaitRenewals() throws InterruptedException {
    var present =
        Eventually.within(LIMIT)
            .value(
                "etcd shows all nodes",
                () -> {
                  var found = planes.renewals();
                  return found.keySet().containsAll(NODES) ? found : null;
                });
    Eventually.within(LIMIT)
        .until(
            "every node is renewed",
            () -> {
              var now = planes.renewals();
              return NODES.stream()
                  .allMatch(node -> now.getOrDefault(node, 0L) >= present.get(node) + 2);
            });
  }

  private static void cutOff() throws InterruptedException {
    for (var node : CUT) {
      saboteur.cutOff(node, Direction.BOTH);
    }
  }

  private static void heal() throws InterruptedException {
    for (var node : CUT) {
      saboteur.heal(node);
    }
  }

  /// Waits for that reason of the condition that says whether failover is paused.
  private static void awaitPause(String reason) throws InterruptedException {
    Eventually.within(LIMIT)
        .untilAsserted(
            () -> {
              var tree = cluster.api().get(ResourceType.CLUSTER_CONFIGS, ClusterConfig.DEFAULT);
              var config = Json.toRecord(tree, ClusterConfig.class);
              assertThat(
                      Conditions.find(config.status().conditions(), ClusterReasons.FAILOVER_PAUSED))
                  .hasValueSatisfying(c -> assertThat(c.reason()).isEqualTo(reason));
            });
  }

  /// Lets new instances go to that node alone.
  private static void pin(String node) {
    setUnschedulable(node, true);
  }

  private static void unpin() {
    setUnschedulable("", false);
  }

  private static void setUnschedulable(String but, boolean unschedulable) {
    for (var name : NODES) {
      if (!name.equals(but)) {
        var patch = Json.object();
        patch.putObject("spec").put("unschedulable", unschedulable);
        cluster.api().mergePatch(ResourceType.NODES, new ObjectKey(null, name), patch);
      }
    }
  }

  private static @Nullable Member membership(String name) {
    var tree = cluster.api().get(ResourceType.NODES, new ObjectKey(null, name));
    return Json.toRecord(tree, Node.class).status().member();
  }

  private static List<String> memberships() {
    return NODES.stream().map(name -> name + " " + membership(name)).toList();
  }

  private static boolean in(String name, Member.State state) {
    var member = membership(name);
    return member != null && member.in(state);
  }

  private static boolean lost(String name) {
    return in(name, Member.State.LOST);
  }

  private static boolean member(String name) {
    return in(name, Member.State.MEMBER);
  }

  private static String nodeOf(Instance instance) {
    var binding = instance.status().binding();
    return binding == null ? "" : binding.nodeName();
  }

  private static String bindings() {
    return Arrays.stream(steady())
        .map(name -> user.get(name).status().binding())
        .toList()
        .toString();
  }
}
