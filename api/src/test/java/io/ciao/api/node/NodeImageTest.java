package io.ciao.api.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeImageTest {
  private static final String NODE =
      """
      metadata: {name: n1}
      status:
        images:
        - {names: [nginx:1, nginx@sha256:ab], sizeBytes: 7}
        - {sizeBytes: 3}
        - {names: [tiny:latest]}
      """;

  private static Node node() {
    return Json.toRecord(ObjectReader.readOne(NODE.getBytes(StandardCharsets.UTF_8)), Node.class);
  }

  @Test
  void comesBackAsItWasStored() {
    var images = node().status().images();

    assertThat(images)
        .containsExactly(
            new NodeImage(List.of("nginx:1", "nginx@sha256:ab"), 7L),
            new NodeImage(null, 3L),
            new NodeImage(List.of("tiny:latest"), null));
    assertThat(images.get(1).names()).isEmpty();
    assertThat(images.get(2).bytes()).isZero();
    assertThat(Json.toRecord(Json.toTree(node()), Node.class)).isEqualTo(node());
    assertThat(NodeStatus.EMPTY.images()).isEmpty();
  }

  /// Thousands of nodes have the same images.
  @Test
  void nameIsKeptOnce() {
    var one = node().status().images().getFirst().names().getFirst();
    var other = node().status().images().getFirst().names().getFirst();

    assertThat(one).isSameAs(other);
  }

  @Test
  void boundsAreThoseOfTheSchema() throws IOException {
    try (var in = Node.class.getResourceAsStream("/crds/nodes.yaml")) {
      assertThat(in).isNotNull();
      var images =
          ObjectReader.readOne(in.readAllBytes())
              .at("/spec/versions/0/schema/openAPIV3Schema/properties/status/properties/images");
      var names = images.at("/items/properties/names");

      assertThat(images.path("maxItems").asInt()).isEqualTo(NodeImage.IMAGES_MAX);
      assertThat(names.path("maxItems").asInt()).isEqualTo(NodeImage.NAMES_MAX);
      assertThat(names.at("/items/maxLength").asInt()).isEqualTo(NodeImage.NAME_CHARACTERS_MAX);
    }
  }
}
