package io.ciao.ctl.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.ctl.dev.DevNodes.NodeStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DevNodesTest {
  @TempDir Path directory;

  private void cluster(int nodes, int simulated) throws IOException {
    Files.writeString(
        directory.resolve("dev.json"),
        """
        {"name": "b", "underlay": "198.18.7.0/24", "nodes": %d, "simulated": %d, "apiPort": 1,
         "ssntpPort": 2, "images": [], "networkNodes": 1}
        """
            .formatted(nodes, simulated));
  }

  private DevNodes nodes() {
    return DevNodes.of(directory, directory, " --name b", _ -> {});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cn3       | there is no node cn3 in cluster b; it has nn1, cn1, cn2",
        "apiserver | there is no node apiserver in cluster b; it has nn1, cn1, cn2",
        "sim002    | all 3 simulated nodes are one process without links of their own",
        "simulated | none can be halted or entered alone; nodes that can: ciaoctl dev up --nodes 2",
      })
  void saysWhatThereIsInstead(String name, String why) throws IOException {
    cluster(2, 3);

    assertThatThrownBy(() -> nodes().halt(List.of("cn1", name))).hasMessageContaining(why);
    assertThatThrownBy(() -> nodes().cut(List.of(name))).hasMessageContaining(why);
    assertThatThrownBy(() -> nodes().start(List.of(name))).hasMessageContaining(why);
    assertThatThrownBy(() -> nodes().enter(name, List.of())).hasMessageContaining(why);
  }

  @Test
  void saysHowToGetACluster() {
    assertThatThrownBy(this::nodes)
        .isInstanceOf(DevException.class)
        .hasMessageStartingWith("no cluster in " + directory)
        .hasMessageContaining("ciaoctl dev up");
  }

  @Test
  void clusterOfAnEarlierVersionHasTheNetworkNodeThatItSays() throws IOException {
    cluster(1, 0);
    var file = directory.resolve("dev.json");
    var written = Files.readString(file);
    for (var said : List.of(true, false)) {
      Files.writeString(file, written.replace("\"networkNodes\": 1", "\"networkNode\": " + said));

      assertThat(DevNodes.names(directory))
          .isEqualTo(said ? List.of("nn1", "cn1") : List.of("cn1"));
    }
  }

  @Test
  void completesWithTheNodesOfTheClusterThatIsMeant() throws IOException {
    cluster(2, 0);

    assertThat(DevNodeNames.of(List.of("dev", "halt", "--dir", directory.toString(), "c")))
        .containsExactly("nn1", "cn1", "cn2");
    assertThat(DevNodeNames.of(List.of("dev", "halt", "--dir", directory + "/none", "c")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | 2 | up   | up",
        "true  | 1 | up   | 1 of 2 programs run; start the rest: ciaoctl dev start --name b nn1",
        "false | 0 | down | halted; start it: ciaoctl dev start --name b nn1",
        "false | 2 | down | cut off; connect it: ciaoctl dev start --name b nn1",
        "      | 2 | ?    | up",
      })
  void stateIsWhatLinkAndProgramsTell(Boolean connected, int running, String link, String state)
      throws IOException {
    cluster(0, 0);
    var now = nodes().status().getFirst();

    var status =
        new NodeStatus(now.node(), Optional.ofNullable(connected), running, 2, now.start());

    assertThat(status.link()).isEqualTo(link);
    assertThat(status.state()).isEqualTo(state);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hostname; id", "ip|-o|address"})
  void commandRunsInTheNodesNetwork(String words) throws IOException {
    cluster(1, 0);
    var node = nodes().status().getLast().node();
    var command = words.isEmpty() ? List.<String>of() : List.of(words.split("\\|"));

    var argv = DevShell.argv(node, "b", command);

    assertThat(argv).startsWith("ip", "netns", "exec", "ciao-b-cn1");
    assertThat(argv.subList(4, argv.size()))
        .isEqualTo(
            switch (command.size()) {
              case 0 -> List.of("env", "PS1=cn1.b \\w # ", "bash", "--norc", "--noprofile");
              case 1 -> List.of("sh", "-c", "hostname; id");
              default -> List.of("ip", "-o", "address");
            });
  }
}
