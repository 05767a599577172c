package io.ciao.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.launcher.LauncherFlags.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherConfigTest {
  private static final List<String> LEAST =
      List.of(
          "--dir",
          "/s",
          "--tls",
          "/t",
          "--node",
          "n1",
          "--apiserver",
          "https://198.18.0.1:6443",
          "--address",
          "198.18.0.31");

  @TempDir Path directory;

  @Test
  void leastConfigurationHasItsDefaults() throws Exception {
    var config = LauncherConfig.of(LEAST);

    assertThat(config.underlay().listen()).hasToString("198.18.0.31:10250");
    assertThat(config.underlay().namespacePrefix()).isEqualTo("ciao");
    assertThat(config.machine().drivers()).containsExactly("qemu", "docker");
    assertThat(config.machine().qemuUser()).hasValue("nobody");
    assertThat(config.machine().limits()).isEqualTo(new LauncherConfig.Limits(0, 0, 0, 0));
    assertThat(config.servers().schedulers()).isEmpty();
    assertThat(config.fleet()).isEmpty();
  }

  @Test
  void everyFlagArrives() throws Exception {
    var config =
        with(
            "--scheduler",
            "198.18.0.1:8888",
            "--scheduler",
            "198.18.0.2:8888",
            "--listen",
            "198.18.0.31:0",
            "--images",
            "/i",
            "--drivers",
            "qemu",
            "--vcpus",
            "4",
            "--memory",
            "4Gi",
            "--disk",
            "20Gi",
            "--max-instances",
            "9",
            "--docker-host",
            "unix:///d.sock",
            "--cluster",
            "c",
            "--netns-prefix",
            "p",
            "--accelerator",
            "tcg",
            "--qemu-user",
            "none");

    assertThat(config.servers().schedulers()).hasSize(2);
    assertThat(config.machine().limits())
        .isEqualTo(new LauncherConfig.Limits(4, 4L << 30, 20L << 30, 9));
    assertThat(config.machine().images()).containsExactly(Path.of("/i"));
    assertThat(config.machine().docker())
        .isEqualTo(new LauncherConfig.Docker("unix:///d.sock", "c"));
    assertThat(config.machine().qemuUser()).isEmpty();
  }

  @Test
  void fileGivesTheSameNamesAndTheCommandLineWins() throws Exception {
    var file = directory.resolve("agent.yaml");
    Files.writeString(file, "vcpus: 2\ncluster: from-file\nimages: [/a, /b]\n");

    var config = with("--config", file.toString(), "--cluster", "given");

    assertThat(config.machine().limits().vcpus()).isEqualTo(2);
    assertThat(config.machine().docker().cluster()).isEqualTo("given");
    assertThat(config.machine().images()).containsExactly(Path.of("/a"), Path.of("/b"));
  }

  @Test
  void simulatedNodesNeedNoCertificateOfTheirProcess() throws Exception {
    var config =
        LauncherConfig.of(
            List.of(
                "--dir",
                "/s",
                "--apiserver",
                "https://127.0.0.1:6443",
                "--address",
                "198.18.0.1",
                "--simulate",
                "3",
                "--simulate-tls",
                "/sim"));

    assertThat(config.fleet()).hasValue(new LauncherConfig.Fleet(3, Path.of("/sim")));
  }

  @Test
  void wrongValuesAreNamedWithWhatIsNeeded() {
    refused("--vcpus is 'two'", "--vcpus", "two");
    refused("--memory", "--memory", "lots");
    refused("--drivers names 'xen'", "--drivers", "xen");
    refused("https://HOST:PORT is needed", "--apiserver", "http://x");
    refused("--accelerator is 'fast'", "--accelerator", "fast");
    refused("there is no flag --colour", "--colour", "red");
    refused("--cluster needs a value", "--cluster");
    refused("'up' is not expected here", "up");
  }

  @Test
  void missingFlagIsNamed() {
    assertThatThrownBy(() -> LauncherConfig.of(List.of("--dir", "/s")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--tls is needed");
  }

  private static LauncherConfig with(String... more) throws UsageException {
    var arguments = new ArrayList<>(LEAST);
    arguments.addAll(List.of(more));
    return LauncherConfig.of(arguments);
  }

  private static void refused(String message, String... more) {
    assertThatThrownBy(() -> with(more))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }
}
