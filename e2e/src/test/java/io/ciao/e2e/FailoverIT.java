package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.Saboteur;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterHistory;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.Steadily;
import io.ciao.testkit.Eventually;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Processes that die, come late, or cannot hear each other: an instance runs in the end, and once.
@Tag("failover")
class FailoverIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User user;
  private static Operator operator;
  private static Saboteur saboteur;
  private static ClusterHistory history;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = Cluster.start("f");
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

  @AfterEach
  void historyIsGood() throws Exception {
    history.assertGood();
  }

  @ParameterizedTest(name = "kill -9 {0}")
  @ValueSource(strings = {"apiserver", "scheduler", "cn1", "nn1", "nn1-cnci", "etcd"})
  void aProcessKilledDuringAStartStillEndsRunningOnce(String process) throws Exception {
    var name = "k-" + process;
    user.apply(Manifests.container(name)).succeeded();

    if (process.equals("etcd")) {
      saboteur.killPid(etcdPid());
    } else {
      saboteur.kill(process);
    }
    operator.start();
    user.awaitReady(name);

    assertThat(operator.guests(user.uid(name))).hasSize(1);
    user.delete(name).succeeded();
  }

  @Test
  void aVirtualMachineWhoseAgentDiesWhileItStartsRunsOnce() throws Exception {
    user.apply(Manifests.vm("vmkill")).succeeded();
    Eventually.within(LIMIT)
        .until("its process is there", () -> !operator.machines(user.uid("vmkill")).isEmpty());

    saboteur.kill("cn1");
    operator.start();
    user.awaitReady("vmkill");

    assertThat(operator.machines(user.uid("vmkill"))).hasSize(1);
    user.delete("vmkill").succeeded();
  }

  @Test
  void anInstanceRunsWithoutSsntp() throws Exception {
    saboteur.closePort("cn1", ssntpPort());
    try {
      user.apply(Manifests.container("watched")).succeeded();

      user.awaitReady("watched");
      assertThat(operator.guests(user.uid("watched"))).hasSize(1);
    } finally {
      saboteur.openPorts("cn1");
    }
    user.delete("watched").succeeded();
  }

  @Test
  void anInstanceRunsByStartAloneWhereTheAgentCannotReachTheApiserver() throws Exception {
    saboteur.closePort("cn1", cluster.server().getPort());
    try {
      user.apply(Manifests.container("told")).succeeded();

      user.awaitRunning("told");
      assertThat(operator.guests(user.uid("told"))).hasSize(1);
    } finally {
      saboteur.openPorts("cn1");
    }
    user.awaitReady("told");
    user.delete("told").succeeded();
  }

  @Test
  void guestsGoOnWhileTheControlPlaneIsGone() throws Exception {
    user.apply(Manifests.container("stays")).succeeded();
    user.awaitReady("stays");
    var uid = user.uid("stays");
    var container = operator.container(uid);

    saboteur.kill("scheduler");
    saboteur.kill("apiserver");
    Steadily.during(Duration.ofSeconds(5))
        .holds("the container runs", () -> operator.containers(uid).equals(List.of(container)));
    operator.start();
    user.awaitReady("stays");

    assertThat(operator.container(uid)).isEqualTo(container);
    user.delete("stays").succeeded();
  }

  @Test
  void etcdKilledUnderARunningClusterComesBack() throws Exception {
    var old = etcdPid();

    saboteur.killPid(old);

    Eventually.within(LIMIT)
        .untilAsserted(() -> user.apply(Manifests.container("after")).succeeded());
    user.awaitReady("after");
    assertThat(etcdPid()).isNotEqualTo(old);
    user.delete("after").succeeded();
  }

  @Test
  void aStartThatIsPlayedAgainAfterUnbindStartsNothing() throws Exception {
    user.apply(Manifests.container("moved")).succeeded();
    user.awaitReady("moved");
    var uid = user.uid("moved");
    var old = ReplayedStart.of(cluster, "default", "moved");

    saboteur.kill("scheduler");
    old.unbind();
    Eventually.within(LIMIT).until("the guest is gone", () -> operator.guests(uid).isEmpty());
    Eventually.within(LIMIT)
        .until(
            "the binding is gone",
            () -> old.unbind() && user.get("moved").status().binding() == null);
    try (var scheduler = old.playAgain(ssntpPort())) {
      scheduler.awaitSent(LIMIT);
      Steadily.during(Duration.ofSeconds(8))
          .holds("nothing starts", () -> operator.guests(uid).isEmpty());
    }
    operator.start();
    user.awaitReady("moved");

    assertThat(operator.guests(uid)).hasSize(1);
    assertThat(user.get("moved").status().binding().epoch()).isGreaterThan(old.epoch());
    user.delete("moved").succeeded();
  }

  private static long etcdPid() throws Exception {
    var file = cluster.directory().resolve("apiserver/etcd/etcd.json");
    return Json.parse(Files.readAllBytes(file)).path("pid").asLong();
  }

  private static int ssntpPort() throws Exception {
    var file = cluster.directory().resolve("dev.json");
    return Json.parse(Files.readAllBytes(file)).path("ssntpPort").asInt();
  }
}
