package io.ciao.e2e.actor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Whether files have kept their sizes for a moment. Confined to one thread.
final class Quiet {
  private static final Duration MOMENT = Duration.ofMillis(300);

  private final List<Path> files;
  private long size = -1;
  private long since;

  Quiet(List<Path> files) {
    this.files = files;
  }

  boolean holds() throws IOException {
    var now = System.nanoTime();
    long found = 0;
    for (var file : files) {
      found += Files.size(file);
    }
    if (found != size) {
      size = found;
      since = now;
    }
    return now - since >= MOMENT.toNanos();
  }
}
