package io.ciao.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// etcd processes of this machine, told apart by the data directory on their command line.
final class EtcdProcesses {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdProcesses.class);

  private static final Path PROC = Path.of("/proc");
  private static final long LOOK_NANOS = 20_000_000;
  private static final Duration TERM_PATIENCE = Duration.ofSeconds(10);
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);

  /// Field 22 of `/proc/PID/stat`, counted behind the command's closing parenthesis, which is field
  /// 2.
  private static final int START_TICKS = 22 - 3;

  private EtcdProcesses() {}

  /// One process, at one time: a later one with the same pid started at another tick.
  record Running(long pid, long startTicks) {}

  /// The command-line argument that names the data directory.
  static String dataArgument(Path dataDirectory) {
    return "--data-dir=" + dataDirectory;
  }

  /// Processes that run on a data directory, whoever started them.
  static List<Running> on(Path dataDirectory) throws IOException {
    String argument = dataArgument(dataDirectory);
    List<Running> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        long pid = Long.parseLong(entry.getFileName().toString());
        if (commandLine(pid).contains(argument)) {
          startTicks(pid).ifPresent(ticks -> found.add(new Running(pid, ticks)));
        }
      }
    }
    return found;
  }

  /// When a process started; empty if it is gone or waits to be reaped.
  static Optional<Long> startTicks(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[0].equals("Z") || fields[0].equals("X")
          ? Optional.empty()
          : Optional.of(Long.parseLong(fields[START_TICKS]));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Ends what runs on a data directory and waits until it is gone: a second etcd would wait for
  /// the lock without a word.
  static void end(Path dataDirectory) throws IOException {
    for (Running running : on(dataDirectory)) {
      LOG.warn(
          "ending an etcd left over on the data directory pid={} dir={}",
          running.pid(),
          dataDirectory);
      end(running, dataDirectory);
    }
  }

  private static void end(Running running, Path dataDirectory) throws IOException {
    Optional<ProcessHandle> process = ProcessHandle.of(running.pid());
    if (process.isEmpty() || !alive(running)) {
      return;
    }
    process.get().destroy();
    if (gone(running, TERM_PATIENCE)) {
      return;
    }
    process.get().destroyForcibly();
    if (!gone(running, KILL_PATIENCE)) {
      throw new IOException(
          "etcd process %d on %s does not end; end it and start again"
              .formatted(running.pid(), dataDirectory));
    }
  }

  static boolean alive(Running running) {
    return startTicks(running.pid()).filter(ticks -> ticks == running.startTicks()).isPresent();
  }

  private static boolean gone(Running running, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (alive(running)) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }

  /// What a process was started with; empty if it is gone or not ours to see.
  static List<String> commandLine(long pid) throws IOException {
    try {
      byte[] line = Files.readAllBytes(PROC.resolve(pid + "/cmdline"));
      List<String> parts = List.of(new String(line, StandardCharsets.UTF_8).split("\0", -1));
      // Every argument ends in a NUL, so the last part is empty.
      return parts.subList(0, parts.size() - 1);
    } catch (NotDirectoryException e) {
      throw e;
    } catch (IOException e) {
      // It ended in between, or is not ours to read.
      return List.of();
    }
  }
}
