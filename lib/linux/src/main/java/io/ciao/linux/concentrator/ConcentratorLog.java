package io.ciao.linux.concentrator;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What happened to one concentrator: the agent's lines and those of its dnsmasq in one file, both
/// of which only append. Safe for many threads and processes.
///
/// A file that has grown beyond 1 MiB is cut to its last quarter in place, since dnsmasq keeps it
/// open; a line that comes within that moment can be lost.
public final class ConcentratorLog {
  private static final long LENGTH_MAX = 1 << 20;
  private static final int KEPT = 1 << 18;

  private final Path file;

  /// Of the concentrator that has this directory.
  public ConcentratorLog(Path directory) {
    this.file = directory.resolve("log");
  }

  public Path file() {
    return file;
  }

  /// Adds one line. A concentrator without a directory has no log.
  public void append(Instant now, String line) {
    var text = now.truncatedTo(ChronoUnit.MILLIS) + " agent: " + line.replace('\n', ' ') + "\n";
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      cut();
    } catch (NoSuchFileException e) {
      // Its directory is gone or not made yet.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException("could not write to " + file, e);
    }
  }

  private void cut() throws IOException {
    if (Files.size(file) <= LENGTH_MAX) {
      return;
    }
    try (var log = new RandomAccessFile(file.toFile(), "rw")) {
      var tail = new byte[KEPT];
      log.seek(log.length() - KEPT);
      log.readFully(tail);
      var from = 0;
      while (from < KEPT - 1 && tail[from] != '\n') {
        from++;
      }
      log.setLength(0);
      Files.writeString(
          file,
          new String(tail, from + 1, KEPT - from - 1, StandardCharsets.UTF_8),
          StandardOpenOption.APPEND);
    }
  }
}
