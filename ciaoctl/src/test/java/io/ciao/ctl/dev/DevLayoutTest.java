package io.ciao.ctl.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.dev.DevLayout.DevNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class DevLayoutTest {
  private static final int LINK_NAME_MAX = 15;

  @Test
  void placesNodesInTheUnderlay() {
    assertThat(layout("b", 2, 0, true).nodes())
        .containsExactly(
            new DevNode("nn1", false, true, "198.18.7.20", "ciao-b-nn1"),
            new DevNode("cn1", true, false, "198.18.7.31", "ciao-b-cn1"),
            new DevNode("cn2", true, false, "198.18.7.32", "ciao-b-cn2"));
  }

  @Test
  void hasNoNetworkNodeWhereNoneIsAskedFor() {
    assertThat(layout("b", 1, 0, false).nodes()).extracting(DevNode::name).containsExactly("cn1");
  }

  @Test
  void namesSimulatedNodesSoThatTheySort() {
    assertThat(layout("b", 0, 101, false).simulatedNodes())
        .startsWith("sim001", "sim002")
        .endsWith("sim100", "sim101")
        .isSorted();
  }

  @Test
  void keepsNamesOfLinksShortEnough() {
    var layout = layout("eightlet", 60, 0, true);

    assertThat(layout.controlLink()).hasSizeLessThanOrEqualTo(LINK_NAME_MAX);
    assertThat(layout.nodes())
        .allSatisfy(n -> assertThat("p-" + n.name()).hasSizeLessThanOrEqualTo(LINK_NAME_MAX));
  }

  @Test
  void givesNoAddressTwice() {
    var layout = layout("b", 60, 0, true);
    var addresses = new HashSet<>(List.of(layout.controlAddress()));
    for (int i = DevLayout.FIRST_OUTSIDE_ADDRESS; i <= DevLayout.LAST_OUTSIDE_ADDRESS; i++) {
      addresses.add(layout.options().address(i));
    }
    addresses.add(layout.options().address(DevLayout.OUTSIDE_HOST));
    layout.nodes().forEach(n -> addresses.add(n.address()));

    assertThat(addresses).hasSize(1 + 100 + 1 + 61);
  }

  @Test
  void prefixesEveryNamespaceWithTheClustersName() {
    var layout = layout("b", 2, 0, true);

    assertThat(layout.nodes()).allSatisfy(n -> assertThat(n.namespace()).startsWith("ciao-b-"));
    assertThat(layout.fabricNamespace()).isEqualTo("ciao-b-fab");
    assertThat(layout.outsideNamespace()).isEqualTo("ciao-b-outside");
  }

  @Test
  void aNetworkNodeThatRunsInstancesSharesTheMachineWithTheOthers() {
    var options =
        new DevOptions(
            "b",
            "198.18.7.0/24",
            1,
            0,
            7443,
            7888,
            null,
            List.of("/images"),
            true,
            true,
            List.of());
    var layout = new DevLayout(Path.of("/state"), Path.of("/dist/bin"), options);
    assertThat(layout.nodes())
        .containsExactly(
            new DevNode("nn1", true, true, "198.18.7.20", "ciao-b-nn1"),
            new DevNode("cn1", true, false, "198.18.7.31", "ciao-b-cn1"));
    assertThat(options.computing()).isEqualTo(2);
  }

  static DevLayout layout(String name, int nodes, int simulated, boolean networkNode) {
    return layout(name, nodes, simulated, networkNode, List.of());
  }

  static DevLayout layout(
      String name, int nodes, int simulated, boolean networkNode, List<DevOptions.Plane> planes) {
    var options =
        new DevOptions(
            name,
            "198.18.7.0/24",
            nodes,
            simulated,
            7443,
            7888,
            "unix:///d.sock",
            List.of("/images"),
            networkNode,
            false,
            planes);
    return new DevLayout(Path.of("/state"), Path.of("/dist/bin"), options);
  }
}
