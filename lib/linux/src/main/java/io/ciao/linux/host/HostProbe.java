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

  /// Processor time of the whole machine since its start.
  ///
  /// @param busyTicks of all processors together, 100 a second each; waiting for a disk is idle
  public record ProcessorTime(long busyTicks, long idleTicks) {}

  /// What the machine's processors have done so far; of a guest that a hypervisor holds up, that is
  /// neither.
  public ProcessorTime processorTime() {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      return parseProcessorTime(
          lines.filter(line -> line.startsWith("cpu ")).findFirst().orElse(""));
    } catch (IOException e) {
      throw new UncheckedIOException("could not read the machine's processor time from /proc", e);
    }
  }

  /// `cpu user nice system idle iowait irq softirq steal …`
  static ProcessorTime parseProcessorTime(String line) {
    var numbers = line.strip().split(" +", -1);
    if (numbers.length < 8) {
      throw new IllegalStateException("/proc/stat has no line cpu with 7 numbers: " + line);
    }
    var busy = 0L;
    for (var field : new int[] {1, 2, 3, 6, 7}) {
      busy += Long.parseLong(numbers[field]);
    }
    return new ProcessorTime(busy, Long.parseLong(numbers[4]) + Long.parseLong(numbers[5]));
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
