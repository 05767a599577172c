package io.ciao.ctl.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the standard streams are captured")
final class TopCommandTest {
  private static final String METRICS = "/apis/metrics.k8s.io/v1beta1/";
  private static final String ROOT = "/apis/ciao.io/v1/";
  private static final String INSTANCES =
      """
      {"metadata":{"resourceVersion":"1"},"items":[
        {"metadata":{"name":"idle","namespace":"default","uid":"u2"},"spec":{},"status":{}},
        {"metadata":{"name":"web","namespace":"default","uid":"u1"},
         "spec":{"resources":{"vcpus":2,"memory":"512Mi"}},
         "status":{"binding":{"nodeName":"cn1","nodeUID":"n","epoch":42},
                   "resolved":{"image":{"namespace":"default","name":"tiny"}}}}]}
      """;

  @TempDir private Path directory;
  private FakeApiserver server;

  @BeforeEach
  void start() throws IOException {
    server = FakeApiserver.start(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void showsWhatNodesUseAndWhetherThereIsRoom() {
    server
        .answers(
            METRICS + "nodes",
            """
            {"items":[
              {"metadata":{"name":"cn1"},"ageSeconds":3,"load":1,
               "usage":{"cpu":"500m","memory":"1048576Ki","ephemeral-storage":"1536Mi"},
               "total":{"cpu":"2000m","memory":"4Gi","ephemeral-storage":"100Gi"}},
              {"metadata":{"name":"cn2"},"ageSeconds":125,"usage":{},"total":{"cpu":"2000m"}}]}
            """)
        .answers(ROOT + "instances", INSTANCES)
        .answers(
            ROOT + "nodes",
            """
            {"metadata":{"resourceVersion":"1"},"items":[
              {"metadata":{"name":"cn1"},"status":{"allocatable":{"vcpus":2,"memory":"3Gi"}}},
              {"metadata":{"name":"cn2"},"status":{}},
              {"metadata":{"name":"cn3"},"status":{}}]}
            """);

    var ran = server.run("top", "nodes");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().replaceAll(" +", " ").lines())
        .containsExactly(
            "NAME CPU CPU% MEMORY MEMORY% DISK DISK% LOAD VCPUS ROOM SEEN",
            "cn1 500m 25% 1Gi 25% 1.5Gi 1% 1 2/2 512Mi/3Gi 3s ago",
            "cn2 <unknown> <unknown> <unknown> <unknown> <unknown> <unknown> <unknown> 0/? 0Ki/?"
                + " 2m5s ago",
            "cn3 <unknown> <unknown> <unknown> <unknown> <unknown> <unknown> <unknown> 0/? 0Ki/?"
                + " never");
    assertThat(server.run("top", "nodes", "cn9").err())
        .contains("there are no such nodes: cn9; see ciaoctl get nodes");
  }

  @Test
  void aTenantWithoutInstancesHasAnEmptyTableAndASentence() {
    server
        .answers(METRICS + "namespaces/default/pods", "{\"items\":[]}")
        .answers(ROOT + "namespaces/default/instances", "{\"metadata\":{},\"items\":[]}");

    var ran = server.run("top", "instances");

    assertThat(ran.status()).isZero();
    assertThat(ran.out()).startsWith("NAME").hasLineCount(1);
    assertThat(ran.err())
        .isEqualTo("there are no instances in tenant default; of all tenants: -A\n");
  }

  @Test
  void showsWhatInstancesUse() {
    server
        .answers(
            METRICS + "namespaces/default/pods",
            """
            {"items":[{"metadata":{"name":"web","namespace":"default"},"ageSeconds":2,
              "containers":[{"name":"instance","usage":{"cpu":"150m","memory":"128Mi"}}]}]}
            """)
        .answers(ROOT + "namespaces/default/instances", INSTANCES);

    var ran = server.run("top", "instances", "--sort-by", "cpu");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().replaceAll(" +", " ").lines())
        .containsExactly(
            "NAME NODE CPU CPU% MEMORY MEMORY% DISK SEEN",
            "web cn1 150m 7% 128Mi 25% <unknown> 2s ago",
            "idle <none> <unknown> <unknown> <unknown> <unknown> <unknown> never");
  }
}
