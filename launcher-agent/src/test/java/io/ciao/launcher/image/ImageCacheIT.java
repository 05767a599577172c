package io.ciao.launcher.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.launcher.testing.Needs;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import io.ciao.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("instances")
class ImageCacheIT {
  @TempDir Path directory;
  private Path allowed;
  private ImageCache cache;

  @BeforeEach
  void openCache() throws Exception {
    Needs.program("qemu-img");
    allowed = Files.createDirectories(directory.resolve("images"));
    cache = new ImageCache(directory.resolve("cache"), List.of(allowed));
  }

  @Test
  void verifiedImageIsCopiedAndWhatHappensToTheSourceDoesNotReachTheCopy() throws Exception {
    var source = write("a.raw", "content");
    var sha256 = sha256(source);
    var ready = (ImageState.Ready) settled(source, sha256, "raw");

    Files.writeString(source, "changed");

    assertThat(ready.path()).hasContent("content");
    assertThat(settled(source, sha256, "raw")).isEqualTo(ready);
  }

  @Test
  void wrongChecksumIsToldWithBothAndLookedAtAgainWhenTheFileChanges() throws Exception {
    var source = write("a.raw", "wrong");
    var wanted = sha256(write("b.raw", "right"));

    var refused = (ImageState.Unusable) settled(source, wanted, "raw");
    Files.writeString(source, "right");

    assertThat(refused.reason()).isEqualTo("ImageChecksumMismatch");
    assertThat(refused.message()).contains(wanted, "a.raw");
    assertThat(settled(source, wanted, "raw")).isInstanceOf(ImageState.Ready.class);
  }

  @Test
  void linkThatLeadsOutOfTheImageDirectoriesIsNotFollowed() throws Exception {
    var outside = Files.writeString(directory.resolve("secret"), "secret");
    var link = Files.createSymbolicLink(allowed.resolve("link.raw"), outside);

    var refused = (ImageState.Unusable) settled(link, sha256(outside), "raw");

    assertThat(refused.reason()).isEqualTo("ImageNotAllowed");
    assertThat(refused.message()).contains(outside.toRealPath().toString());
    assertThat(settled(allowed.resolve("../secret"), sha256(outside), "raw"))
        .isInstanceOf(ImageState.Unusable.class);
  }

  @Test
  void imageThatRefersToAnotherFileIsRefused() throws Exception {
    var secret = Files.write(directory.resolve("secret.raw"), new byte[1 << 20]);
    var source = allowed.resolve("sly.qcow2");
    new CommandRunner()
        .require(
            Command.of(
                "make an image",
                List.of(
                    "qemu-img",
                    "create",
                    "-q",
                    "-f",
                    "qcow2",
                    "-F",
                    "raw",
                    "-b",
                    secret.toString(),
                    source.toString())));

    var refused = (ImageState.Unusable) settled(source, sha256(source), "qcow2");

    assertThat(refused.message()).contains("refers to another file");
  }

  @Test
  void absentFileIsNamed() throws Exception {
    var refused = (ImageState.Unusable) settled(allowed.resolve("none"), "0".repeat(64), "raw");

    assertThat(refused.reason()).isEqualTo("ImageNotFound");
  }

  private Path write(String name, String content) throws Exception {
    return Files.writeString(allowed.resolve(name), content);
  }

  private ImageState settled(Path source, String sha256, String format) throws Exception {
    return Eventually.within(Duration.ofSeconds(20))
        .value(
            "the image is looked at",
            () -> {
              var state = cache.state(source.toString(), sha256, format, () -> {});
              return state instanceof ImageState.Preparing ? null : state;
            });
  }

  private static String sha256(Path file) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}
