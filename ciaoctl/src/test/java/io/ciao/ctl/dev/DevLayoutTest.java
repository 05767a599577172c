package io.ciao.ctl.dev;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.ctl.dev.DevLayout.DevNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class DevLayoutTest {
  private static final int LINK_NAME_MAX = 15;

  @Test
  void placesNodesInTheUnderlay() {
    assertThat(layout("b", 2, 0, 1).nodes())
        .containsExactly(
            new DevNode("nn1", false, "198.18.7.20", "198.18.7.148", "ciao-b-nn1"),
            new DevNode("cn1", true, "198.18.7.31", null, "ciao-b-cn1"),
            new DevNode("cn2", true, "198.18.7.32", null, "ciao-b-cn2"));
  }

  @Test
  void hasNoNetworkNodeWhereNoneIsAskedFor() {
    assertThat(layout("b", 1, 0, 0).nodes()).extracting(DevNode::name).containsExactly("cn1");
  }

  @Test
  void namesSimulatedNodesSoThatTheySort() {
    assertThat(layout("b", 0, 101, 0).simulatedNodes())
        .startsWith("sim001", "sim002")
        .endsWith("sim100", "sim101")
        .isSorted();
  }

  @Test
  void keepsNamesOfLinksShortEnough() {
    var layout = layout("eightlet", 60, 0, 9);

    assertThat(layout.controlLink()).hasSizeLessThanOrEqualTo(LINK_NAME_MAX);
    assertThat(layout.outsideLink()).hasSizeLessThanOrEqualTo(LINK_NAME_MAX);
    assertThat(layout.nodes())
        .allSatisfy(n -> assertThat("p-" + n.name()).hasSizeLessThanOrEqualTo(LINK_NAME_MAX));
  }

  @Test
  void givesNoAddressTwice() {
    var layout = layout("b", 60, 0, 9);
    var addresses = new HashSet<>(List.of(layout.controlAddress(), layout.outsideAddress()));
    for (int i = DevLayout.FIRST_OUTSIDE_ADDRESS; i <= DevLayout.LAST_OUTSIDE_ADDRESS; i++) {
      addresses.add(layout.options().address(i));
    }
    addresses.add(layout.options().address(DevLayout.OUTSIDE_HOST));
    layout.nodes().forEach(n -> addresses.add(n.address()));
    layout.nodes().stream()
        .filter(DevNode::network)
        .forEach(n -> addresses.add(requireNonNull(n.outside())));

    assertThat(addresses).hasSize(2 + 80 + 1 + 69 + 9);
  }

  @Test
  void keepsTheUnderlayApartFromTheOutside() {
    var layout = layout("b", 60, 0, 9);
    var underlay = Ipv4Prefix.parse(layout.underlay());
    var machines = Ipv4Prefix.parse(layout.machinesOutside());

    assertThat(layout.nodes()).hasSize(69).allMatch(n -> underlay.contains(address(n.address())));
    assertThat(layout.nodes())
        .filteredOn(DevNode::network)
        .hasSize(9)
        .allMatch(n -> machines.contains(address(requireNonNull(n.outside()))));
    assertThat(underlay.contains(address(layout.controlAddress()))).isTrue();
    assertThat(machines.contains(address(layout.outsideAddress()))).isTrue();
    for (var host :
        List.of(
            DevLayout.FIRST_OUTSIDE_ADDRESS,
            DevLayout.LAST_OUTSIDE_ADDRESS,
            DevLayout.OUTSIDE_HOST)) {
      var outside = address(layout.options().address(host));
      assertThat(underlay.contains(outside) || machines.contains(outside)).as("%s", host).isFalse();
    }
  }

  private static Ipv4Address address(String text) {
    return Ipv4Address.parse(text);
  }

  @Test
  void prefixesEveryNamespaceWithTheClustersName() {
    var layout = layout("b", 2, 0, 1);

    assertThat(layout.nodes()).allSatisfy(n -> assertThat(n.namespace()).startsWith("ciao-b-"));
    assertThat(layout.fabricNamespace()).isEqualTo("ciao-b-fab");
    assertThat(layout.outsideNamespace()).isEqualTo("ciao-b-outside");
  }

  @Test
  void aNetworkNodeThatRunsInstancesSharesTheMachineWithTheOthers() {
    var options =
        new DevOptions(
            "b", "198.18.7.0/24", 1, 0, 7443, 7888, null, List.of("/images"), 1, true, List.of());
    var layout = new DevLayout(Path.of("/state"), Path.of("/dist/bin"), options);
    assertThat(layout.nodes())
        .containsExactly(
            new DevNode("nn1", true, "198.18.7.20", "198.18.7.148", "ciao-b-nn1"),
            new DevNode("cn1", true, "198.18.7.31", null, "ciao-b-cn1"));
    assertThat(options.computing()).isEqualTo(2);
  }

  static DevLayout layout(String name, int nodes, int simulated, int networkNodes) {
    return layout(name, nodes, simulated, networkNodes, List.of());
  }

  static DevLayout layout(
      String name, int nodes, int simulated, int networkNodes, List<DevOptions.Plane> planes) {
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
            networkNodes,
            false,
            planes);
    return new DevLayout(Path.of("/state"), Path.of("/dist/bin"), options);
  }
}
