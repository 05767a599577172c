package io.ciao.program.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir Path directory;

  @Test
  void tailBeginsAtThatManyLinesFromTheEnd() throws Exception {
    assertThat(read("a\nb\nc\n", 2)).isEqualTo("b\nc\n");
    assertThat(read("a\nb\nc", 2)).isEqualTo("b\nc");
    assertThat(read("a\nb\nc\n", 9)).isEqualTo("a\nb\nc\n");
    assertThat(read("a\nb\nc\n", 0)).isEmpty();
    assertThat(read("a\nb\nc\n", -1)).isEqualTo("a\nb\nc\n");
    assertThat(read("", 3)).isEmpty();
    assertThat(read("\n\n\n", 1)).isEqualTo("\n");
  }

  @Test
  void tailOfALongLogReachesBackOverChunks() throws Exception {
    var line = "x".repeat(9_999) + "\n";

    assertThat(read(line.repeat(20), 3)).isEqualTo(line.repeat(3));
  }

  @Test
  void logThatIsNotThereYetIsEmpty() throws Exception {
    var out = new ByteArrayOutputStream();

    new LogFile(directory.resolve("none")).copyTo(out, -1, false);

    assertThat(out.size()).isZero();
  }

  private String read(String text, int tailLines) throws Exception {
    var file = directory.resolve("log");
    Files.writeString(file, text);
    var out = new ByteArrayOutputStream();
    new LogFile(file).copyTo(out, tailLines, false);
    return out.toString(StandardCharsets.UTF_8);
  }
}
