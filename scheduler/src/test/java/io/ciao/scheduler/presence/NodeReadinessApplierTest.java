package io.ciao.scheduler.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.meta.Condition;
import io.ciao.api.node.Node;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.cluster.InstanceBatches;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeReadinessApplierTest {
  private static final Condition SILENT =
      Condition.of("NodeAvailable", Condition.FALSE, "NodeUnknown", "node n1 is silent");

  private final List<ObjectNode> sent = new ArrayList<>();
  private int answer = 200;

  private ObjectNode post(String path, ObjectNode body) {
    sent.add(body);
    var answers = Json.object();
    body.path("items").forEach(_ -> answers.withArray("items").addObject().put("code", 200));
    return answers;
  }

  private void apply(NodeReadinessAction... actions) throws InterruptedException {
    try (var batches = new InstanceBatches(this::post)) {
      new NodeReadinessApplier(
              (_, body) -> {
                sent.add(body);
                if (answer != 200) {
                  throw new ApiException(answer, "Some", "refused", List.of());
                }
              },
              batches)
          .apply(List.of(actions));
    }
  }

  private static NodeReadinessAction ready() {
    var node =
        Json.toRecord(
            ObjectReader.readOne(
                "metadata: {name: n1, uid: u1, resourceVersion: \"64\"}"
                    .getBytes(StandardCharsets.UTF_8)),
            Node.class);
    return new NodeReadinessAction.SetConditions(
        node, List.of(Condition.of("Ready", Condition.TRUE, "AgentReady", "it reports")));
  }

  private static NodeReadinessAction tell(String name) {
    return new NodeReadinessAction.SetNodeAvailable(
        new TestInstance("t1", name).bind("n1").build(), SILENT);
  }

  @Test
  void writesTheNodeOnlyAsItWasReadAndTellsAllInstancesInOneGo() throws Exception {
    apply(ready(), tell("a"), tell("b"));

    assertThat(sent).hasSize(2);
    assertThat(sent.get(0).at("/metadata/resourceVersion").asText()).isEqualTo("64");
    assertThat(sent.get(1).path("items")).hasSize(2);
  }

  @Test
  void aLostRaceIsNoFailureAndAnyOtherRefusalIsOne() throws Exception {
    answer = 409;
    apply(ready(), tell("a"));
    assertThat(sent).hasSize(2);

    answer = 403;
    sent.clear();
    assertThatThrownBy(() -> apply(ready(), tell("a"))).isInstanceOf(ApiException.class);
    assertThat(sent).as("the instance was told all the same").hasSize(2);
  }
}
