package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.Saboteur;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.MachineState;
import io.ciao.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Clusters that begin in an unusual order, and what the machine looks like when they are gone.
@Tag("failover")
class StartOrderIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void startsBackwardsWithEtcdRestartedInBetweenAndLeavesTheMachineAsItWas() throws Exception {
    var before = MachineState.now();
    var cluster = Cluster.prepare("o");
    var operator = new Operator(cluster);
    try {
      for (var process : List.of("cn1", "nn1", "nn1-cnci", "outside", "scheduler", "apiserver")) {
        operator.start(process);
      }
      var user = User.of(cluster);
      Eventually.within(LIMIT).untilAsserted(user::equipped);
      new Saboteur(cluster).killPid(etcdPid(cluster));
      Eventually.within(LIMIT)
          .untilAsserted(() -> user.apply(Manifests.container("late")).succeeded());
      user.awaitReady("late");
      assertThat(operator.guests(user.uid("late"))).hasSize(1);
    } catch (AssertionError e) {
      cluster.printLogs();
      throw e;
    } finally {
      cluster.close();
    }
    Eventually.within(LIMIT)
        .untilAsserted(
            () ->
                assertThat(before.differences(MachineState.now())).as("after dev down").isEmpty());
  }

  @Test
  void refusesWhatIsTakenAndSaysByWhom() throws Exception {
    var cluster = Cluster.prepare("t");
    try {
      cluster.up("--only", "apiserver").succeeded();
      Eventually.within(LIMIT).until("it listens", () -> cluster.ctl("version").status() == 0);
      var other = cluster.directory() + "-other";
      var dev =
          new String[] {"dev", "up", "--ssntp-port", "0", "--dir", other, "--no-wait", "--name"};

      var sameName = run(cluster, dev, cluster.name(), "--underlay", "198.19.0.0/24");
      assertThat(sameName).contains("the name " + cluster.name() + " is taken");
      var sameUnderlay =
          run(cluster, dev, "zzz", "--api-port", "0", "--underlay", cluster.address(0) + "/24");
      assertThat(sameUnderlay).contains("overlaps a route", "ciao-" + cluster.name());
      var port = Integer.toString(cluster.server().getPort());
      var samePort = run(cluster, dev, "zzz", "--underlay", "198.19.0.0/24", "--api-port", port);
      assertThat(samePort).contains("port " + port + " is taken by", "java");
      assertThat(Path.of(other)).doesNotExist();
    } finally {
      cluster.close();
    }
  }

  @Test
  void sharesTheMachineBetweenItsNodesAndRunsEachProcessByItself() throws Exception {
    var cluster = Cluster.start("s", "--nodes", "2");
    try {
      var processes = new Operator(cluster).processes();
      assertThat(processes.keySet())
          .contains("apiserver", "scheduler", "nn1", "nn1-cnci", "cn1", "cn2", "outside");
      assertThat(processes.values()).doesNotHaveDuplicates();
      assertThat(cluster.status().out()).contains("ETCDCTL_ENDPOINTS=https://127.0.0.1:");
      assertThat(cluster.up().succeeded().err()).doesNotContain("started ");

      var vcpus = cluster.ctl("get", "nodes", "cn1", "cn2", "-o", "json").succeeded().out();
      var total = 0;
      for (var node : Json.parse(vcpus.getBytes(StandardCharsets.UTF_8)).path("items")) {
        total += node.path("status").path("allocatable").path("vcpus").asInt();
      }
      assertThat(total)
          .isPositive()
          .isLessThanOrEqualTo(Math.max(2, Runtime.getRuntime().availableProcessors()));
      var key = cluster.directory().resolve("tls/dev-only-ca-key.pem");
      assertThat(Files.getPosixFilePermissions(key))
          .containsExactlyInAnyOrder(
              PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    } finally {
      cluster.close();
    }
  }

  private static String run(Cluster cluster, String[] words, String... more) throws Exception {
    var arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of(more));
    var ran = cluster.ctl(arguments.toArray(String[]::new)).ended(1);
    assertThat(ran.err()).startsWith("ciaoctl: ");
    return ran.err();
  }

  private static long etcdPid(Cluster cluster) throws Exception {
    var file = cluster.directory().resolve("apiserver/etcd/etcd.json");
    return Json.parse(Files.readAllBytes(file)).path("pid").asLong();
  }
}
