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
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A cluster that begins in an unusual order, and what the machine looks like when it is gone.
/// Alone, because it compares the whole machine.
@Tag("failover")
@Tag("alone")
class BackwardsStartIT {
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

  private static long etcdPid(Cluster cluster) throws Exception {
    var file = cluster.directory().resolve("apiserver/etcd/etcd.json");
    return Json.parse(Files.readAllBytes(file)).path("pid").asLong();
  }
}
