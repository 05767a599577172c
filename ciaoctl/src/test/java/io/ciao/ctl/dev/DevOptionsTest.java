package io.ciao.ctl.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ciao.api.codec.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevOptionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "A", "1a", "a-b", "ninechars", "a_b", "a b"})
  void refusesNamesThatLinksCannotCarry(String name) {
    assertThatExceptionOfType(DevException.class)
        .isThrownBy(() -> DevOptions.named(name))
        .withMessageContaining("1 to 8 lower-case letters and digits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"198.18.0.0/16", "198.18.0.1/24", "198.18.0/24", "x", "::/24", "198.300.0.0/24"})
  void refusesUnderlaysThatItsAddressesDoNotFit(String underlay) {
    assertThatExceptionOfType(DevException.class)
        .isThrownBy(() -> options(underlay, 1, 0))
        .withMessageContaining("--underlay \"" + underlay + "\"")
        .withMessageContaining("for example 198.18.0.0/24");
  }

  @Test
  void refusesMoreNodesThanTheUnderlayHasAddressesFor() {
    assertThat(options("198.18.0.0/24", 60, 999).nodes()).isEqualTo(60);
    assertThatExceptionOfType(DevException.class)
        .isThrownBy(() -> options("198.18.0.0/24", 61, 0))
        .withMessageContaining("--nodes 61 must be 0 to 60");
    assertThatExceptionOfType(DevException.class).isThrownBy(() -> options("198.18.0.0/24", -1, 0));
    assertThatExceptionOfType(DevException.class)
        .isThrownBy(() -> options("198.18.0.0/24", 1, 1000))
        .withMessageContaining("--simulated 1000 must be 0 to 999");
    assertThatExceptionOfType(DevException.class).isThrownBy(() -> options("198.18.0.0/24", 1, -1));
    assertThat(options("198.18.0.0/24", 1, 0, 9).networkNodes()).isEqualTo(9);
    for (var networkNodes : List.of(-1, 10)) {
      assertThatExceptionOfType(DevException.class)
          .isThrownBy(() -> options("198.18.0.0/24", 1, 0, networkNodes))
          .withMessage("--network-nodes %d must be 0 to 9".formatted(networkNodes));
    }
  }

  @Test
  void isReadBackAsItWasKept() {
    var options =
        DevOptions.named("b").withPorts(1234, 5678, List.of(new DevOptions.Plane(1, 2, 3, 4)));

    assertThat(Json.toRecord(Json.toTree(options), DevOptions.class)).isEqualTo(options);
  }

  @Test
  void ofAnEarlierVersionHasOneControlPlane() {
    var tree = Json.toTree(DevOptions.named("b"));
    tree.remove("planes");

    assertThat(Json.toRecord(tree, DevOptions.class).planes()).isEmpty();
  }

  @Test
  void hasAnOddNumberOfControlPlanes() {
    assertThat(DevOptions.planes(3)).isEqualTo(3);
    assertThatExceptionOfType(DevException.class)
        .isThrownBy(() -> DevOptions.planes(2))
        .withMessage("--control-planes 2 must be 1, 3 or 5");
  }

  private static DevOptions options(String underlay, int nodes, int simulated) {
    return options(underlay, nodes, simulated, 1);
  }

  private static DevOptions options(String underlay, int nodes, int simulated, int networkNodes) {
    return new DevOptions(
        "b", underlay, nodes, simulated, 1, 2, null, List.of(), networkNodes, false, List.of());
  }
}
