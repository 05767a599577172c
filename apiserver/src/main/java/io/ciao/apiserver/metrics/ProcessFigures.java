package io.ciao.apiserver.metrics;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the process itself takes: memory, threads, files.
public final class ProcessFigures {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path FILES = Path.of("/proc/self/fd");

  private ProcessFigures() {}

  public static void addTo(Metrics metrics) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    metrics.gauge(
        "process_resident_memory_bytes", "Resident memory.", () -> status("VmRSS:") * 1_024.0);
    metrics.gauge("process_threads", "Threads of the kernel.", () -> status("Threads:"));
    metrics.gauge("process_open_fds", "Open file descriptors.", ProcessFigures::openFiles);
    metrics.gauge(
        "jvm_memory_heap_used_bytes",
        "Heap in use, garbage included.",
        () -> memory.getHeapMemoryUsage().getUsed());
    metrics.gauge(
        "process_start_time_seconds",
        "When the process began, seconds since 1970.",
        () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
  }

  /// A number of `/proc/self/status`; 0 where there is none.
  private static long status(String field) {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(field)) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException | NumberFormatException unknown) {
      // Not Linux, or a kernel that says it otherwise: the figure is missing, nothing else.
    }
    return 0;
  }

  private static double openFiles() {
    int count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(FILES)) {
      for (Path _ : files) {
        count++;
      }
    } catch (IOException unknown) {
      return 0;
    }
    return count;
  }
}
