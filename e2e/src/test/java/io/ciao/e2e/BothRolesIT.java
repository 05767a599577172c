package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One node that is all: it runs instances and their concentrator.
@Tag("networks")
class BothRolesIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private @Nullable Cluster running;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @AfterEach
  void endCluster() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void aNodeRunsInstancesAndTheirConcentrator() throws Exception {
    var cluster = Cluster.start("o", "--nodes", "0", "--network-node-computes");
    running = cluster;
    var user = User.of(cluster).equipped();
    user.apply(Manifests.vm("vm1")).succeeded();
    user.apply(Manifests.container("ct1")).succeeded();
    user.awaitReady("vm1", "ct1");

    var nodes = cluster.ctl("get", "nodes", "-o", "json").succeeded().out();
    var items = Json.parse(nodes.getBytes(StandardCharsets.UTF_8)).path("items");
    assertThat(items).hasSize(1);
    assertThat(items.path(0).path("spec").path("roles"))
        .extracting(role -> role.asText())
        .containsExactlyInAnyOrder("compute", "network");
    // Its address by DHCP, in by the ssh forward, out by address translation, names.
    Eventually.within(LIMIT)
        .untilAsserted(
            () ->
                assertThat(
                        user.ssh("vm1", "ping -c 1 -W 2 ct1 && wget -qO - http://198.51.100.10/")
                            .succeeded()
                            .out())
                    .contains("hello from outside"));
    var operator = new Operator(cluster);
    Eventually.within(LIMIT)
        .untilAsserted(
            () ->
                operator
                    .inContainer(user.uid("ct1"), "ping", "-c", "1", "-W", "2", "198.51.100.10")
                    .succeeded());
    user.delete("vm1", "ct1").succeeded();
    Eventually.within(LIMIT)
        .untilAsserted(() -> assertThat(operator.tenantNamespaces("nn1")).isEmpty());
  }
}
