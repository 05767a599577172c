package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.api.instance.trace.TraceStep;
import io.ciao.api.meta.ObjectKey;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.testkit.Eventually;
import io.ciao.testkit.OtlpCollector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Starts that are followed from `apply` to the process, with and without a collector's help.
@Tag("instances")
@Tag("long")
class TraceIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static OtlpCollector collector;
  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User user;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startCluster() throws Exception {
    collector = OtlpCollector.start();
    cluster =
        Cluster.prepare("tr").with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString());
    running = cluster;
    cluster.up("--simulated", "2").succeeded();
    user = User.of(cluster).equipped();
  }

  @AfterAll
  static void endCluster() throws Exception {
    collector.close();
    if (running != null) {
      running.close();
    }
  }

  private static TraceMarks marks(String instance) {
    var object = cluster.api().get(ResourceType.INSTANCES, new ObjectKey("default", instance));
    return TraceMarks.of(object.path("status").path("trace"));
  }

  private static JsonNode trace(String label) throws Exception {
    var printed = user.ctl("trace", label, "-o", "json").succeeded().out();
    return Json.parse(printed.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Integer> counts(JsonNode trace) {
    var counts = new HashMap<String, Integer>();
    for (var step : trace.path("steps")) {
      counts.put(step.path("step").asText(), step.path("count").asInt());
    }
    return counts;
  }

  @Test
  void aContainerIsFollowedFromApplyToItsProcess() throws Exception {
    var manifest = Manifests.on("cn1", Manifests.container("one"));
    cluster
        .ctl(manifest.getBytes(StandardCharsets.UTF_8), "apply", "-f", "-", "--trace", "real")
        .succeeded();
    user.awaitReady("one");

    var marks = marks("one");
    assertThat(marks.times()).containsOnlyKeys(TraceMark.values());
    assertThat(
            Arrays.stream(TraceStep.values())
                .filter(step -> marks.took(step).orElseThrow().isNegative()))
        .as("steps that end before they begin: %s", marks)
        .isEmpty();
    var told = trace("real");
    assertThat(counts(told))
        .hasSize(TraceStep.values().length)
        .allSatisfy((step, count) -> assertThat(count).as(step).isEqualTo(1));
    Eventually.within(LIMIT)
        .untilAsserted(
            () ->
                assertThat(collector.spans())
                    .filteredOn(span -> span.traceId().equals(told.path("traceId").asText()))
                    .extracting(span -> span.resource().get("service.name") + " " + span.name())
                    .containsExactlyInAnyOrder(
                        "ciao-apiserver start one",
                        "ciao-apiserver admit",
                        "ciao-scheduler see",
                        "ciao-scheduler place",
                        "ciao-scheduler bind",
                        "ciao-launcher-agent deliver",
                        "ciao-launcher-agent ssntp",
                        "ciao-launcher-agent image",
                        "ciao-launcher-agent prepare",
                        "ciao-launcher-agent launch",
                        "ciao-launcher-agent plug",
                        "ciao-apiserver report"));
  }

  @Test
  void manySimulatedStartsAreOneTable() throws Exception {
    user.apply(
            """
            apiVersion: ciao.io/v1
            kind: InstanceSet
            metadata: {name: many}
            spec:
              replicas: 20
              template:
                metadata: {labels: {ciao.io/trace: many}}
                spec: {workload: tiny-container, placement: {nodeName: sim001}}
            """)
        .succeeded();
    user.ctl("wait", "instanceset/many", "--for=condition=Ready", "--timeout=90s").succeeded();

    var told = trace("many");
    assertThat(told.path("started").asInt()).isEqualTo(20);
    assertThat(counts(told))
        .containsEntry("admit", 20)
        .containsEntry("place", 20)
        .containsEntry("launch", 20)
        .containsEntry("total", 20);
    assertThat(user.ctl("trace", "many").succeeded().out()).contains("20 instances, 20 started");
    assertThat(user.ctl("trace").succeeded().out()).containsPattern("many +20 +20");
    Eventually.within(LIMIT)
        .untilAsserted(
            () ->
                assertThat(collector.spans())
                    .filteredOn(span -> span.name().startsWith("start many-"))
                    .hasSize(20));
  }
}
