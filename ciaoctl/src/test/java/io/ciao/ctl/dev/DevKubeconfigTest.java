package io.ciao.ctl.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevKubeconfigTest {
  @TempDir private Path home;
  private Path config;
  private DevLayout one;
  private DevLayout other;

  @BeforeEach
  void makeTwoClusters() throws IOException {
    config = home.resolve("config");
    one = cluster("one");
    other = cluster("other");
  }

  @Test
  void pointsAUserWithoutAConfigToTheCluster() throws IOException {
    assertThat(DevKubeconfig.link(one, config)).isTrue();
    assertThat(config).isSymbolicLink().isReadable();
    assertThat(DevKubeconfig.link(one, config)).isTrue();
  }

  @Test
  void leavesAUsersOwnConfigAlone() throws IOException {
    Files.writeString(config, "mine");

    assertThat(DevKubeconfig.link(one, config)).isFalse();
    assertThat(config).hasContent("mine");
  }

  @Test
  void leavesTheConfigOfAnotherClusterAloneWhileItExists() throws IOException {
    DevKubeconfig.link(one, config);

    assertThat(DevKubeconfig.link(other, config)).isFalse();
    Files.delete(one.kubeconfig());
    assertThat(DevKubeconfig.link(other, config)).isTrue();
    assertThat(Files.readSymbolicLink(config)).isEqualTo(other.kubeconfig());
  }

  @Test
  void takesOnlyItsOwnLinkAway() throws IOException {
    DevKubeconfig.link(one, config);

    DevKubeconfig.unlink(other.directory(), config);
    assertThat(config).isSymbolicLink();
    DevKubeconfig.unlink(one.directory(), config);
    assertThat(config).doesNotExist();
  }

  private DevLayout cluster(String name) throws IOException {
    var layout = new DevLayout(home.resolve(name), Path.of("/bin"), DevOptions.named(name));
    Files.createDirectories(layout.directory());
    DevKubeconfig.write(layout);
    return layout;
  }
}
