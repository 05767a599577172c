package io.ciao.basis.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {
  @TempDir Path directory;

  @Test
  void removesATreeAndNothingThatLinksLeadTo() throws IOException {
    var root = directory.resolve("root");
    Files.createDirectories(root.resolve("a/b"));
    Files.writeString(root.resolve("a/b/c"), "c");
    var outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("kept"), "kept");
    Files.createSymbolicLink(root.resolve("a/link"), outside);

    Trees.remove(root);

    assertThat(root).doesNotExist();
    assertThat(outside.resolve("kept")).exists();
  }

  @Test
  void goneAlreadyIsSuccess() throws IOException {
    Trees.remove(directory.resolve("never there"));
  }

  @Test
  void removesASingleFile() throws IOException {
    var file = Files.writeString(directory.resolve("a"), "a");

    Trees.remove(file);

    assertThat(file).doesNotExist();
  }
}
