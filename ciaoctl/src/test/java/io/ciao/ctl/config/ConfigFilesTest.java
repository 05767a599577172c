package io.ciao.ctl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {
  @TempDir private Path home;

  @Test
  void takesTheFlagBeforeTheVariableBeforeTheHomeBeforeKubectls() throws IOException {
    var flag = file("flag");
    var own = file("own");
    var inHome = file(".ciao/config");
    var kube = file("kube");
    var both = Map.of("CIAOCONFIG", own.toString(), "KUBECONFIG", kube.toString());
    var kubeOnly = Map.of("KUBECONFIG", kube.toString());

    assertThat(ConfigFiles.find(flag, both, home)).isEqualTo(flag);
    assertThat(ConfigFiles.find(null, both, home)).isEqualTo(own);
    assertThat(ConfigFiles.find(null, kubeOnly, home)).isEqualTo(inHome);
    Files.delete(inHome);
    assertThat(ConfigFiles.find(null, kubeOnly, home)).isEqualTo(kube);
  }

  @Test
  void saysWhereItLookedAndWhatToDo() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigFiles.find(null, Map.of(), home))
        .withMessageContaining(home + "/.ciao/config")
        .withMessageContaining("ciaoctl dev up");
  }

  @Test
  void doesNotFallBackFromAFileThatWasNamed() throws IOException {
    file(".ciao/config");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigFiles.find(null, Map.of("CIAOCONFIG", "/nowhere"), home))
        .withMessageContaining("CIAOCONFIG names /nowhere");
  }

  @Test
  void asksTheEnvironmentForTheHome() {
    assertThat(ConfigFiles.home(Map.of("HOME", "/h"))).isEqualTo(Path.of("/h"));
    assertThat(ConfigFiles.home(Map.of())).isAbsolute();
  }

  private Path file(String name) throws IOException {
    var file = home.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "x");
  }
}
