package io.ciao.api.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.codec.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NodeUsageTest {
  private static final NodeUsage USAGE =
      new NodeUsage(
          "n1",
          1200,
          new Amounts(250L, 1L << 30, null),
          new Amounts(2000L, 4L << 30, null),
          1L,
          List.of(new InstanceUsage("u1", new Amounts(null, 5L, 6L))));

  @Test
  void comesBack() {
    assertThat(NodeUsage.read(NodeUsage.body(List.of(USAGE)))).containsExactly(USAGE);
  }

  @Test
  void whatIsUnknownIsAbsent() {
    assertThat(Json.writeText(NodeUsage.body(List.of(USAGE)))).doesNotContain("null");
    assertThat(new Amounts(-1L, 0L, -1L)).isEqualTo(new Amounts(null, 0L, null));
    assertThat(NodeUsage.read(Json.parse("{\"items\": [{\"node\": \"n1\"}]}".getBytes())))
        .containsExactly(new NodeUsage("n1", 0, null, null, null, null));
  }

  @Test
  void refusesWhatNamesNoNode() {
    assertThatThrownBy(() -> NodeUsage.read(Json.parse("{\"items\": [{}]}".getBytes())))
        .hasMessage("items[0]: a node and an age from 0 are needed");
    assertThatThrownBy(() -> NodeUsage.read(Json.object()))
        .hasMessage("items: a list of at most 256 is needed");
  }
}
