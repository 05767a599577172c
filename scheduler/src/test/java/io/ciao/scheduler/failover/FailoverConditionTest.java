package io.ciao.scheduler.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.config.ClusterReasons;
import io.ciao.scheduler.TestCluster;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.failover.FailoverCondition.Verdict;
import io.ciao.scheduler.failover.FailoverDecision.Pause;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a ClusterConfig says of failover.
class FailoverConditionTest {
  private static final Verdict WATCHING = new Verdict(null);
  private static final Verdict PAUSED =
      new Verdict(new Pause(ClusterReasons.MANY_NODES_SILENT, "3 of 5 nodes fell silent"));

  private final TestCluster cluster = new TestCluster();
  private final List<ObjectNode> created = new ArrayList<>();
  private final List<ObjectNode> patches = new ArrayList<>();
  private @Nullable ApiException refusal;

  private final class Answers implements FailoverCondition.Writer {
    @Override
    public ObjectNode create(ObjectNode config) {
      created.add(config.deepCopy());
      refuse();
      config.withObject("metadata").put("resourceVersion", "5").put("generation", 1L);
      return config;
    }

    @Override
    public void patchStatus(ObjectNode patch) {
      patches.add(patch);
      refuse();
    }

    private void refuse() {
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private FailoverCondition condition() throws InterruptedException {
    return new FailoverCondition(
        cluster.caches(), new Answers(), InstantSource.fixed(TestInstance.BEGIN));
  }

  private void pass(Verdict... verdicts) throws InterruptedException {
    var condition = condition();
    for (var verdict : verdicts) {
      condition.found(verdict);
    }
    condition.reconcile(FailoverCondition.KEY);
  }

  private void config(String status, String reason, String message) {
    cluster.put(
        ResourceType.CLUSTER_CONFIGS,
        """
        metadata: {name: default, generation: 2}
        status:
          conditions:
          - {type: FailoverPaused, status: "%s", reason: %s, message: %s}
          - {type: Ready, status: "True"}
        """
            .formatted(status, reason, message));
  }

  @Test
  void nothingIsSaidUntilSomethingIsKnown() throws InterruptedException {
    config("True", ClusterReasons.MANY_NODES_SILENT, "x");
    var condition = condition();
    condition.reconcile(FailoverCondition.KEY);
    condition.found(WATCHING);
    condition.forget();
    condition.reconcile(FailoverCondition.KEY);

    assertThat(patches).isEmpty();
  }

  @Test
  void noObjectIsMadeToSayThatAllIsWell() throws InterruptedException {
    pass(WATCHING);

    assertThat(created).isEmpty();
    assertThat(patches).isEmpty();
  }

  @Test
  void objectIsMadeToSayWhyFailoverIsPaused() throws InterruptedException {
    pass(WATCHING, PAUSED);

    assertThat(created).hasSize(1);
    assertThat(created.getFirst().toString())
        .isEqualTo(
            """
            {"apiVersion":"ciao.io/v1","kind":"ClusterConfig","metadata":{"name":"default"}}\
            """);
    assertThat(patches).hasSize(1);
    assertThat(patches.getFirst().at("/metadata/resourceVersion").asText()).isEqualTo("5");
    var said = patches.getFirst().at("/status/conditions/0");
    assertThat(said.path("type").asText()).isEqualTo("FailoverPaused");
    assertThat(said.path("status").asText()).isEqualTo("True");
    assertThat(said.path("reason").asText()).isEqualTo("ManyNodesSilent");
    assertThat(said.path("message").asText()).isEqualTo("3 of 5 nodes fell silent");
    assertThat(said.path("observedGeneration").asLong()).isEqualTo(1);
  }

  @Test
  void otherConditionsStayWhenThePauseEnds() throws InterruptedException {
    config("True", ClusterReasons.MANY_NODES_SILENT, "x");

    pass(WATCHING);

    var said = patches.getFirst().at("/status/conditions");
    assertThat(said.findValuesAsText("type")).containsExactly("FailoverPaused", "Ready");
    assertThat(said.at("/0/status").asText()).isEqualTo("False");
    assertThat(said.at("/0/reason").asText()).isEqualTo("Watching");
    assertThat(said.at("/0/observedGeneration").asLong()).isEqualTo(2);
  }

  @Test
  void whatIsSaidAlreadyIsNotWritten() throws InterruptedException {
    pass(PAUSED);
    cluster.put(
        ResourceType.CLUSTER_CONFIGS,
        "metadata: {name: default, generation: 1}\nstatus: " + patches.getFirst().path("status"));
    patches.clear();

    pass(PAUSED);

    assertThat(patches).isEmpty();
  }

  @Test
  void whoWasFasterIsSeenAtTheNextLook() throws InterruptedException {
    refusal = new ApiException(409, "AlreadyExists", "it is there", List.of());
    pass(PAUSED);
    assertThat(created).hasSize(1);

    refusal = new ApiException(403, "Forbidden", "you may not", List.of());
    assertThatThrownBy(() -> pass(PAUSED)).isSameAs(refusal);
  }
}
