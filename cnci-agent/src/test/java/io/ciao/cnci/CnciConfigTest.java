package io.ciao.cnci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CnciConfigTest {
  private static List<String> complete() {
    return new ArrayList<>(
        List.of(
            "--dir",
            "/s",
            "--tls",
            "/t",
            "--node",
            "nn1",
            "--apiserver",
            "https://h:1",
            "--apiserver=https://h:2",
            "--address",
            "198.18.0.20",
            "--uplink-bridge",
            "br-ul",
            "--netns-prefix",
            "ciao-x-nn1",
            "--management",
            "198.18.0.0/24"));
  }

  @Test
  void readsEveryFlag() throws Exception {
    var config = CnciConfig.parse(complete());
    assertThat(config.directory()).isEqualTo(Path.of("/s"));
    assertThat(config.apiservers()).hasSize(2);
    assertThat(config.host().nodeName()).isEqualTo("nn1");
    assertThat(config.host().address()).hasToString("198.18.0.20");
    assertThat(config.host().closed()).hasToString("[198.18.0.0/24]");
    assertThat(config.host().uplinkBridge()).isEqualTo("br-ul");
    assertThat(config.host().prefix()).isEqualTo("ciao-x-nn1");
  }

  @Test
  void namesEveryMissingAndUnknownFlagAtOnce() {
    assertThatThrownBy(() -> CnciConfig.parse(List.of("--dir", "/s", "--colour", "red")))
        .isInstanceOf(CnciConfig.UsageException.class)
        .hasMessageContainingAll("--colour is not known", "--tls is missing", "--node is missing");
  }

  @Test
  void saysWhatIsWrongWithAValue() {
    var wrong = complete();
    wrong.addAll(List.of("--address", "198.18.0.256"));
    assertThatThrownBy(() -> CnciConfig.parse(wrong))
        .isInstanceOf(CnciConfig.UsageException.class)
        .hasMessageContaining("198.18.0.256");
  }

  @Test
  void flagsWinOverTheFile(@TempDir Path directory) throws Exception {
    var file = directory.resolve("c.yaml");
    Files.writeString(file, "node: other\nmanagement: [10.0.0.0/8, 10.1.0.0/16]\n");
    var arguments = new ArrayList<>(complete().subList(0, complete().size() - 2));
    arguments.addAll(List.of("--config", file.toString()));
    var config = CnciConfig.parse(arguments);
    assertThat(config.host().nodeName()).isEqualTo("nn1");
    assertThat(config.host().closed()).hasSize(2);
  }
}
