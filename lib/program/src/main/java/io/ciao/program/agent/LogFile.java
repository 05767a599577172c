package io.ciao.program.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A log that something appends to, such as a serial console's.
public final class LogFile implements ServedLog {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int CHUNK_BYTES = 16 << 10;

  private final Path file;

  public LogFile(Path file) {
    this.file = file;
  }

  @Override
  public void copyTo(OutputStream out, int tailLines, boolean follow)
      throws IOException, InterruptedException {
    while (!Files.exists(file)) {
      if (!follow || !Files.exists(file.toAbsolutePath().getParent())) {
        return;
      }
      Thread.sleep(POLL);
    }
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(tailLines < 0 ? 0 : startOfTail(in, tailLines));
      var chunk = new byte[CHUNK_BYTES];
      while (true) {
        for (var count = in.read(chunk); count > 0; count = in.read(chunk)) {
          out.write(chunk, 0, count);
        }
        out.flush();
        if (!follow || !Files.exists(file)) {
          return;
        }
        Thread.sleep(POLL);
        if (in.length() < in.getFilePointer()) {
          in.seek(0);
        }
      }
    }
  }

  /// The offset at which the last so many lines begin; a last line without an end counts.
  private static long startOfTail(RandomAccessFile in, int lines) throws IOException {
    var end = in.length();
    if (lines == 0 || end == 0) {
      return end;
    }
    var left = lines;
    var chunk = new byte[CHUNK_BYTES];
    for (var upTo = end; upTo > 0; ) {
      var from = Math.max(0, upTo - CHUNK_BYTES);
      var count = (int) (upTo - from);
      in.seek(from);
      in.readFully(chunk, 0, count);
      for (int i = count - 1; i >= 0; i--) {
        if (chunk[i] == '\n' && from + i != end - 1 && --left == 0) {
          return from + i + 1;
        }
      }
      upTo = from;
    }
    return 0;
  }
}
