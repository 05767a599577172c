package io.ciao.basis.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WholeFileTest {
  private static final byte[] OLD = "old".getBytes(UTF_8);
  private static final byte[] NEW = "new".getBytes(UTF_8);

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("a");
  }

  @ParameterizedTest
  @EnumSource
  void replaceMakesAndReplacesAndLeavesNothingBeside(Durability durability) throws IOException {
    WholeFile.replace(file, OLD, durability, Readers.EVERYBODY);
    WholeFile.replace(file, NEW, durability, Readers.EVERYBODY);

    assertThat(file).hasBinaryContent(NEW);
    assertThat(directory).isDirectoryNotContaining("glob:**/.*").isDirectoryContaining("glob:**");
  }

  @Test
  void readersAreAsAskedWhateverTheFileHadBefore() throws IOException {
    WholeFile.replace(file, OLD, Durability.LAZY, Readers.EVERYBODY);
    assertThat(mode()).isEqualTo("rw-r--r--");

    WholeFile.replace(file, NEW, Durability.LAZY, Readers.OWNER);
    assertThat(mode()).isEqualTo("rw-------");
  }

  @Test
  void whatCannotBePutInPlaceLeavesNothingBeside() throws IOException {
    Files.createDirectories(file.resolve("in the way"));

    assertThatThrownBy(() -> WholeFile.replace(file, NEW, Durability.LAZY, Readers.OWNER))
        .isInstanceOf(IOException.class);

    assertThat(directory).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void whereNoDirectoryIsSaysSo() {
    var nowhere = directory.resolve("none/a");

    assertThatThrownBy(() -> WholeFile.replace(nowhere, NEW, Durability.FORCED, Readers.OWNER))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none");
  }

  @Test
  void createOnceKeepsWhatWasFirst() throws IOException {
    assertThat(WholeFile.createOnce(file, OLD, Durability.FORCED, Readers.OWNER)).isTrue();
    assertThat(WholeFile.createOnce(file, NEW, Durability.FORCED, Readers.OWNER)).isFalse();

    assertThat(file).hasBinaryContent(OLD);
    assertThat(mode()).isEqualTo("rw-------");
    assertThat(directory).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void ofManyWritersAtOnceOneIsFirst() throws Exception {
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> writer =
          () -> WholeFile.createOnce(file, NEW, Durability.LAZY, Readers.OWNER);
      var first = 0;
      for (var answer : writers.invokeAll(IntStream.range(0, 50).mapToObj(_ -> writer).toList())) {
        first += answer.get() ? 1 : 0;
      }
      assertThat(first).isEqualTo(1);
    }
    assertThat(file).hasBinaryContent(NEW);
  }

  @Test
  void manyWritersOfOneFileNeverMixTheirContents() throws Exception {
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          IntStream.range(0, 50)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        var content = ("" + i % 10).repeat(50_000).getBytes(UTF_8);
                        WholeFile.replace(file, content, Durability.LAZY, Readers.EVERYBODY);
                        return null;
                      })
              .toList();
      for (var done : writers.invokeAll(all)) {
        done.get();
      }
    }
    assertThat(Files.readString(file)).hasSize(50_000).matches("(.)\\1*");
  }

  @ParameterizedTest
  @EnumSource
  void moveIntoPutsAnothersFileInPlace(Durability durability) throws IOException {
    var unfinished = Files.write(directory.resolve(".unfinished"), NEW);
    Files.write(file, OLD);

    WholeFile.moveInto(unfinished, file, durability);

    assertThat(file).hasBinaryContent(NEW);
    assertThat(unfinished).doesNotExist();
  }

  private String mode() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
