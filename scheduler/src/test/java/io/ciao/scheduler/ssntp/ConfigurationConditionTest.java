package io.ciao.scheduler.ssntp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.config.ClusterConfig;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.TestLeadership;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigurationConditionTest {
  private final TestLeadership leadership = new TestLeadership();
  private final List<ObjectNode> patches = new ArrayList<>();
  private @Nullable ApiException refusal;

  private void told(String yaml) {
    new ConfigurationCondition(this::patch, leadership, InstantSource.fixed(TestInstance.BEGIN))
        .told(config(yaml));
  }

  private void patch(ObjectNode patch) {
    patches.add(patch);
    if (refusal != null) {
      throw refusal;
    }
  }

  private static ClusterConfig config(String yaml) {
    var tree = ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
    return Json.toRecord(tree, ClusterConfig.class);
  }

  private static final String WAITING =
      """
      metadata: {name: default, generation: 3, resourceVersion: "7"}
      status:
        conditions:
        - {type: Ready, status: "False", reason: Pending, message: m}
        - {type: FailoverPaused, status: "False", reason: Watching, message: m}
      """;

  @Test
  void theConfigBecomesReadyAndOtherConditionsStay() {
    told(WAITING);

    var patch = patches.getFirst();
    assertThat(patch.at("/metadata/resourceVersion").asText()).isEqualTo("7");
    var conditions = patch.at("/status/conditions");
    assertThat(conditions.findValuesAsText("type"))
        .containsExactlyInAnyOrder("Ready", "FailoverPaused");
    assertThat(conditions.findValuesAsText("reason"))
        .containsExactlyInAnyOrder("NodesTold", "Watching");
    assertThat(conditions.findValue("observedGeneration").asLong()).isEqualTo(3);
  }

  @Test
  void whatIsSaidAlreadyIsNotWrittenAgain() {
    told(WAITING);
    var status = patches.getFirst().get("status").toString();
    patches.clear();

    told("metadata: {name: default, generation: 3, resourceVersion: \"8\"}\nstatus: " + status);
    assertThat(patches).isEmpty();
    told("metadata: {name: default, generation: 4, resourceVersion: \"9\"}\nstatus: " + status);
    assertThat(patches).hasSize(1);
  }

  @Test
  void onlyTheLeaderSaysIt() {
    leadership.held = null;
    told(WAITING);
    assertThat(patches).isEmpty();
  }

  @Test
  void whoWasFasterIsSeenByTheNextPass() {
    refusal = new ApiException(409, "Conflict", "it has changed", List.of());
    told(WAITING);
    assertThat(patches).hasSize(1);

    refusal = new ApiException(403, "Forbidden", "you may not", List.of());
    assertThatThrownBy(() -> told(WAITING)).isSameAs(refusal);
  }
}
