package io.ciao.launcher.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.node.NodeImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedImagesTest {
  private static final String ONE = "1".repeat(64);
  private static final String TWO = "2".repeat(64);

  @TempDir Path directory;

  @Test
  void wholeCopiesAreToldByFormatContentAndSize() throws Exception {
    Files.writeString(directory.resolve(ONE + ".qcow2"), "1234");
    Files.writeString(directory.resolve(TWO + ".raw"), "12");
    Files.writeString(directory.resolve("." + TWO + ".qcow2.new"), "half");
    Files.writeString(directory.resolve("notes.raw"), "not ours");

    assertThat(new CachedImages(directory).list())
        .containsExactlyInAnyOrder(
            new NodeImage(List.of("qcow2@sha256:" + ONE), 4L),
            new NodeImage(List.of("raw@sha256:" + TWO), 2L));
  }

  @Test
  void aCacheThatIsNotThereHoldsNothing() {
    assertThat(new CachedImages(directory.resolve("absent")).list()).isEmpty();
  }
}
