package io.ciao.ctl.dev;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
import io.ciao.linux.process.ManagedProcess;
import io.ciao.linux.process.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The cluster's processes: each in a session of its own, named by a file `run/<name>.json` with
/// pid and start time, so that a later command finds exactly that process and never another one
/// that got its pid.
final class DevProcesses {
  private static final Duration POLL = Duration.ofMillis(20);

  private final DevLayout layout;
  private final ProcessTable table;

  DevProcesses(DevLayout layout, ProcessTable table) {
    this.layout = layout;
    this.table = table;
  }

  /// A process to be kept running. `namespace` is null for the machine's own.
  record Wanted(String name, @Nullable String namespace, List<String> argv) {
    Wanted {
      argv = List.copyOf(argv);
    }
  }

  /// The living process of that name. A record that cannot be read is of a command that was cut
  /// short, and names nobody.
  Optional<ManagedProcess> find(String name) {
    var file = file(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      var tree = Json.parse(Files.readAllBytes(file));
      var pid = tree.path("pid").asLong();
      return pid <= 0
          ? Optional.empty()
          : Optional.of(new ManagedProcess(pid, tree.path("startTicks").asLong()))
              .filter(table::alive);
    } catch (UnreadableObjectException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new DevException("read " + file + ": " + e.getMessage(), e);
    }
  }

  /// Starts it if it does not run; whether it was started.
  boolean ensure(Wanted wanted) {
    if (find(wanted.name()).isPresent()) {
      return false;
    }
    var log = layout.log(wanted.name());
    try {
      Files.createDirectories(log.getParent());
      Files.createDirectories(file(wanted.name()).getParent());
      var process = start(wanted, log);
      var identity =
          table.identify(process.pid()).orElseThrow(() -> new DevException(ended(wanted.name())));
      ObjectNode record = Json.object();
      record.put("pid", identity.pid()).put("startTicks", identity.startTicks());
      WholeFile.replace(
          file(wanted.name()), Json.write(record), Durability.LAZY, Readers.EVERYBODY);
      return true;
    } catch (IOException e) {
      throw new DevException("start " + wanted.name() + ": " + e.getMessage(), e);
    }
  }

  /// The program replaces setsid and nsenter, so the pid is its own.
  private static Process start(Wanted wanted, Path log) throws IOException {
    var argv = new ArrayList<>(List.of("setsid"));
    if (wanted.namespace() != null) {
      argv.add("nsenter");
      argv.add("--net=/run/netns/" + wanted.namespace());
    }
    argv.addAll(wanted.argv());
    return new ProcessBuilder(argv)
        .directory(Path.of("/").toFile())
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /// What to say when a process is not there that should be.
  String ended(String name) {
    var log = layout.log(name);
    try {
      var lines = Files.exists(log) ? Files.readAllLines(log) : List.<String>of();
      var tail = lines.subList(Math.max(0, lines.size() - 5), lines.size());
      return "%s ended; the end of %s says:\n  %s".formatted(name, log, String.join("\n  ", tail));
    } catch (IOException e) {
      return name + " ended; its log is " + log;
    }
  }

  /// Ends it and waits; kills it when the time is over.
  void stop(String name, Duration limit) {
    find(name)
        .ifPresent(
            process -> {
              table.signal(process, "TERM");
              if (!awaitEnd(process, limit)) {
                table.signal(process, "KILL");
                awaitEnd(process, limit);
              }
            });
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw new DevException("remove " + file(name) + ": " + e.getMessage(), e);
    }
  }

  /// Kills every living process whose command line satisfies that, then waits for them.
  ///
  /// @return how many there were
  int killAll(Predicate<List<String>> cmdline, Duration limit) {
    var found = table.find(cmdline);
    found.forEach(facts -> table.signal(facts.process(), "KILL"));
    found.forEach(facts -> awaitEnd(facts.process(), limit));
    return found.size();
  }

  private boolean awaitEnd(ManagedProcess process, Duration limit) {
    var end = System.nanoTime() + limit.toNanos();
    while (table.alive(process)) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return true;
  }

  /// The names that were ever started and not stopped.
  List<String> names() {
    var directory = layout.directory().resolve("run");
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var files = Files.list(directory)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".json"))
          .map(f -> f.substring(0, f.length() - ".json".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DevException("list " + directory + ": " + e.getMessage(), e);
    }
  }

  private Path file(String name) {
    return layout.directory().resolve("run").resolve(name + ".json");
  }
}
