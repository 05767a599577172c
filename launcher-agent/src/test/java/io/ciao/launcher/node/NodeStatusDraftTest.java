package io.ciao.launcher.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.node.Capacity;
import io.ciao.api.node.Node;
import io.ciao.api.node.NodeImage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeStatusDraftTest {
  private static final NodeFacts FACTS =
      new NodeFacts(
          new Capacity(2L, "4Gi", "20Gi", 100L),
          "198.18.0.31",
          "host",
          10250,
          List.of("qemu"),
          "tcg",
          "6.1.0-18",
          "0.1.0");

  private static final byte[] VNIS = "{\"vnis\": [4096, 4098]}".getBytes(StandardCharsets.UTF_8);

  private static final Optional<List<NodeImage>> UNKNOWN = Optional.empty();

  private static final String WHOLE =
      """
      {"capacity": {"vcpus": 2, "memory": "4Gi", "disk": "20Gi", "instances": 100},
       "allocatable": {"vcpus": 2, "memory": "4Gi", "disk": "20Gi", "instances": 100},
       "address": "198.18.0.31", "hostName": "host", "agentPort": 10250, "drivers": ["qemu"],
       "accelerator": "tcg", "kernel": "6.1.0-18", "version": "0.1.0", "observedGeneration": 3}
      """;

  @Test
  void saysEverythingOnceAndThenNothing() {
    var node = node();

    var first = NodeStatusDraft.patch(node, FACTS, UNKNOWN, null).orElseThrow();
    node.set("status", Json.parse(Json.write(first)));

    assertThat(first).isEqualTo(Json.parse(WHOLE.getBytes(StandardCharsets.UTF_8)));
    assertThat(NodeStatusDraft.patch(node, FACTS, UNKNOWN, null)).isEmpty();
  }

  @Test
  void saysWhichVnisItHasAndThatThereAreNoneAnyMore() {
    var node = node();
    node.set("status", NodeStatusDraft.patch(node, FACTS, UNKNOWN, null).orElseThrow());
    var holding = FACTS.holding(List.of(4096L, 4098L));

    var came = NodeStatusDraft.patch(node, holding, UNKNOWN, null).orElseThrow();
    assertThat(Json.write(came)).isEqualTo(Json.write(Json.parse(VNIS)));
    ((ObjectNode) node.get("status")).setAll(came);
    assertThat(NodeStatusDraft.patch(node, holding, UNKNOWN, null)).isEmpty();
    var went = NodeStatusDraft.patch(node, FACTS, UNKNOWN, null).orElseThrow();
    assertThat(went.get("vnis")).isEmpty();
    ((ObjectNode) node.get("status")).setAll(went);
    assertThat(NodeStatusDraft.patch(node, FACTS, UNKNOWN, null)).isEmpty();
  }

  /// The agent says more once it listens; until then readers keep what they know.
  @Test
  void portOfAnAgentThatDoesNotListenYetIsLeftAsItIs() {
    var node = node();
    var facts =
        new NodeFacts(
            FACTS.capacity(),
            FACTS.address(),
            FACTS.hostName(),
            0,
            FACTS.drivers(),
            FACTS.accelerator(),
            FACTS.kernel(),
            FACTS.version());
    assertThat(NodeStatusDraft.patch(node, facts, UNKNOWN, null).orElseThrow().has("agentPort"))
        .isFalse();

    node.set("status", NodeStatusDraft.patch(node, FACTS, UNKNOWN, null).orElseThrow());
    assertThat(NodeStatusDraft.patch(node, facts, UNKNOWN, null)).isEmpty();
  }

  @Test
  void heartbeatIsWrittenByItself() {
    var node = node();
    node.set("status", NodeStatusDraft.patch(node, FACTS, UNKNOWN, null).orElseThrow());

    var patch =
        NodeStatusDraft.patch(node, FACTS, UNKNOWN, Instant.parse("2026-01-01T00:00:00Z"))
            .orElseThrow();

    assertThat(patch).hasSize(1);
    assertThat(patch.path("heartbeatTime").asText()).isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void imagesAreWrittenWhenTheyChangedAndNotWhenNobodyKnows() {
    var node = node();
    var images =
        List.of(
            new NodeImage(List.of("web:1", "web@sha256:ab"), 1L << 33),
            new NodeImage(List.of("tiny:latest"), 7L));
    assertThat(NodeStatusDraft.patch(node, FACTS, Optional.of(List.of()), null).orElseThrow())
        .as("an empty list is not worth a field")
        .isEqualTo(Json.parse(WHOLE.getBytes(StandardCharsets.UTF_8)));

    var first = NodeStatusDraft.patch(node, FACTS, Optional.of(images), null).orElseThrow();
    node.set("status", Json.parse(Json.write(first)));

    assertThat(Json.toRecord(node, Node.class).status().images()).isEqualTo(images);
    assertThat(NodeStatusDraft.patch(node, FACTS, Optional.of(images), null)).isEmpty();
    assertThat(NodeStatusDraft.patch(node, FACTS, UNKNOWN, null)).isEmpty();
    var fewer = NodeStatusDraft.patch(node, FACTS, Optional.of(images.subList(1, 2)), null);
    assertThat(fewer.orElseThrow()).hasSize(1);
    assertThat(fewer.orElseThrow().path("images")).hasSize(1);
    var none = NodeStatusDraft.patch(node, FACTS, Optional.of(List.of()), null).orElseThrow();
    assertThat(none.path("images").isArray()).isTrue();
    assertThat(none.path("images")).isEmpty();
  }

  @Test
  void leavesWhatIsOthers() {
    var node = node();
    node.withObject("/status").putObject("member").put("state", "Member");

    var patch = NodeStatusDraft.patch(node, FACTS, UNKNOWN, null).orElseThrow();

    assertThat(patch.has("member")).isFalse();
    assertThat(patch.has("conditions")).isFalse();
  }

  private static ObjectNode node() {
    var node = Json.object();
    node.putObject("metadata").put("name", "n1").put("generation", 3L);
    node.putObject("status");
    return node;
  }
}
