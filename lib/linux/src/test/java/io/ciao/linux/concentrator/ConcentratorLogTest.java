package io.ciao.linux.concentrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcentratorLogTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

  @TempDir Path directory;

  @Test
  void linesAreOneEachAndHaveATime() throws Exception {
    var log = new ConcentratorLog(directory);

    log.append(NOW, "a\nb");
    log.append(NOW, "c");

    assertThat(log.file())
        .hasContent("2026-01-02T03:04:05.678Z agent: a b\n2026-01-02T03:04:05.678Z agent: c\n");
  }

  @Test
  void concentratorWithoutADirectoryHasNoLog() {
    var log = new ConcentratorLog(directory.resolve("none"));
    log.append(NOW, "a");
    assertThat(log.file()).doesNotExist();
  }

  @Test
  void fileThatOthersKeepOpenIsCutToItsLastLines() throws Exception {
    var log = new ConcentratorLog(directory);
    try (var other =
        Files.newBufferedWriter(log.file(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (var i = 0; i < 20_000; i++) {
        other.write("dnsmasq says number " + i + " ".repeat(50) + "\n");
      }
      other.flush();
      log.append(NOW, "now");
      other.write("after\n");
    }

    assertThat(Files.size(log.file())).isBetween(200_000L, 300_000L);
    var lines = new ArrayList<>(Files.readAllLines(log.file()));
    assertThat(lines.removeLast()).isEqualTo("after");
    assertThat(lines.removeLast()).endsWith("agent: now");
    assertThat(lines.removeLast()).startsWith("dnsmasq says number 19999");
    assertThat(lines).as("none is cut").allMatch(line -> line.startsWith("dnsmasq says number "));
  }
}
