package io.ciao.linux.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads [HostFacts] from /proc. Safe for many threads.
public final class HostProbe {
  public HostFacts read() {
    try {
      var memory = Files.readAllLines(Path.of("/proc/meminfo"));
      var load = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
      return new HostFacts(
          kibibytes(memory, "MemTotal:"),
          kibibytes(memory, "MemAvailable:"),
          Runtime.getRuntime().availableProcessors(),
          Double.parseDouble(load[0]),
          Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("could not read the machine's size from /proc", e);
    }
  }

  /// Bytes that an ordinary user can still write below the directory, which must exist.
  public long diskFreeBytes(Path directory) {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("could not read the free space of " + directory, e);
    }
  }

  /// Bytes of the file system that holds the directory, which must exist.
  public long diskTotalBytes(Path directory) {
    try {
      return Files.getFileStore(directory).getTotalSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("could not read the size of the disk of " + directory, e);
    }
  }

  static long kibibytes(List<String> lines, String key) {
    for (var line : lines) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.substring(key.length()).replace("kB", "").strip()) * 1024;
      }
    }
    throw new IllegalStateException("/proc/meminfo has no line " + key);
  }
}
