package io.ciao.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.testing.Needs;
import io.ciao.launcher.testing.Plans;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The config drive as another program reads it.
@Tag("instances")
class ConfigDriveIT {
  @TempDir Path directory;

  @Test
  void anotherProgramReadsBackEveryByte() throws Exception {
    Needs.program("xorriso");
    var userData = "#cloud-config\nhostname: web\n" + "# äöü\n".repeat(5_000);
    var plan =
        Plans.of("u-1", 1, new ImageChoice.NoImage(), Plans.guest("web", userData, List.of()));
    var image = directory.resolve("seed.iso");
    Files.write(image, ConfigDrive.of(plan));

    extract(image);

    var latest = directory.resolve("out/openstack/latest");
    assertThat(latest.resolve("user_data")).hasContent(userData);
    var meta = Json.parse(Files.readAllBytes(latest.resolve("meta_data.json")));
    assertThat(meta.path("uuid").asText()).isEqualTo("u-1");
    assertThat(meta.path("hostname").asText()).isEqualTo("web");
    assertThat(meta.path("public_keys").path("laptop").asText())
        .isEqualTo("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKEY a@b\n");
  }

  @Test
  void emptyUserDataIsAnEmptyFile() throws Exception {
    Needs.program("xorriso");
    var image = directory.resolve("seed.iso");
    Files.write(image, ConfigDrive.of(Plans.of("u-1", 1, new ImageChoice.NoImage())));

    extract(image);

    assertThat(directory.resolve("out/openstack/latest/user_data")).isEmptyFile();
  }

  @Test
  void sameInputGivesTheSameBytes() {
    var plan = Plans.of("u-1", 1, new ImageChoice.NoImage());

    assertThat(Arrays.equals(ConfigDrive.of(plan), ConfigDrive.of(plan))).isTrue();
  }

  private void extract(Path image) {
    var out = directory.resolve("out").toString();
    var argv =
        List.of(
            "xorriso",
            "-osirrox",
            "on",
            "-indev",
            image.toString(),
            "-extract",
            "/",
            out,
            "-chmod_r",
            "u+w",
            "/",
            "--",
            "-rollback_end");
    new CommandRunner().require(Command.of("read the config drive", argv));
  }
}
