package io.ciao.ctl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ciao.ctl.config.ConfigFiles.Found;
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

    assertThat(ConfigFiles.find(flag, both, home)).isEqualTo(new Found(flag, false));
    assertThat(ConfigFiles.find(null, both, home)).isEqualTo(new Found(own, false));
    assertThat(ConfigFiles.find(null, kubeOnly, home)).isEqualTo(new Found(inHome, false));
    Files.delete(inHome);
    assertThat(ConfigFiles.find(null, kubeOnly, home)).isEqualTo(new Found(kube, true));
  }

  @Test
  void knowsThatTheHomesOtherFileIsKubectls() throws IOException {
    var kube = file(".kube/config");

    assertThat(ConfigFiles.find(null, Map.of(), home)).isEqualTo(new Found(kube, true));
    assertThat(ConfigFiles.find(kube, Map.of(), home)).isEqualTo(new Found(kube, false));
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
