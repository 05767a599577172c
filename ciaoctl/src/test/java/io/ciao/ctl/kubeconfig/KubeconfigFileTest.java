package io.ciao.ctl.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ciao.ctl.session.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigFileTest {
  @TempDir private Path directory;

  @Test
  void makesAFileForItsOwnerAlone() throws IOException {
    var file = directory.resolve("below/config");

    assertThat(new KubeconfigFile(file).change(before -> before + "new")).isEmpty();

    assertThat(file).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(directory.resolve("below")).isDirectoryNotContaining(f -> !f.equals(file));
  }

  @Test
  void followsALinkAndKeepsIt() throws IOException {
    var real = Files.writeString(directory.resolve("real"), "old");
    var link = Files.createSymbolicLink(directory.resolve("link"), real);

    new KubeconfigFile(link).change(before -> before + "+new");

    assertThat(link).isSymbolicLink();
    assertThat(real).hasContent("old+new");
  }

  @Test
  void waitsForNobodyWhoHoldsTheLockAndTouchesNothing() throws IOException {
    var file = Files.writeString(directory.resolve("config"), "old");
    var lock = Files.createFile(directory.resolve("config.lock"));

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> new KubeconfigFile(file).change(_ -> "new"))
        .withMessageContaining("config.lock");
    assertThat(file).hasContent("old");
    assertThat(lock).exists();
  }

  @Test
  void touchesNothingWhereTheChangeIsRefused() throws IOException {
    var file = Files.writeString(directory.resolve("config"), "old");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(
            () ->
                new KubeconfigFile(file)
                    .change(
                        _ -> {
                          throw new RefusedException("no");
                        }));
    assertThat(file).hasContent("old");
    assertThat(directory).isDirectoryNotContaining(f -> !f.equals(file));
  }

  @Test
  void keepsACopyOfAFileWithComments() throws IOException {
    var file = Files.writeString(directory.resolve("config"), "# mine\nold");

    assertThat(new KubeconfigFile(file).change(_ -> "new"))
        .hasValueSatisfying(copy -> assertThat(copy).hasContent("# mine\nold"));
  }
}
