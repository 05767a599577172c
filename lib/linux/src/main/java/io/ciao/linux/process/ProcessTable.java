package io.ciao.linux.process;

import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// Reads /proc. Every answer may be out of date when it is returned; safe for many threads.
public final class ProcessTable {
  private static final Path PROC = Path.of("/proc");
  private static final int PAGE_BYTES = 4096;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final CommandRunner commands;

  public ProcessTable(CommandRunner commands) {
    this.commands = commands;
  }

  /// Facts about whatever process has this pid now; empty if none, a zombie is returned.
  public Optional<ProcessFacts> read(long pid) {
    try {
      var directory = PROC.resolve(Long.toString(pid));
      var stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
      var cmdline = Files.readString(directory.resolve("cmdline"), StandardCharsets.UTF_8);
      return Optional.of(parse(pid, stat, cmdline));
    } catch (IOException e) {
      // /proc answers ENOENT or ESRCH for a process that is gone.
      return Optional.empty();
    }
  }

  /// True while exactly this process lives.
  public boolean alive(ManagedProcess process) {
    return read(process.pid())
        .filter(facts -> facts.process().equals(process))
        .filter(ProcessFacts::alive)
        .isPresent();
  }

  /// The living process with this pid, named for certain; empty if there is none.
  public Optional<ManagedProcess> identify(long pid) {
    return read(pid).filter(ProcessFacts::alive).map(ProcessFacts::process);
  }

  /// What one process has used so far.
  ///
  /// @param memoryBytes its share of what it has in memory, pages that are shared counted in parts;
  ///   resident memory where that cannot be read
  public record ProcessUsage(long cpuNanos, long memoryBytes) {}

  /// What exactly this process uses; empty once it is gone.
  public Optional<ProcessUsage> usage(ManagedProcess process) {
    return read(process.pid())
        .filter(facts -> facts.process().equals(process))
        .filter(ProcessFacts::alive)
        .map(
            facts ->
                new ProcessUsage(
                    facts.cpuTicks() * (NANOS_PER_SECOND / ProcessFacts.TICKS_PER_SECOND),
                    proportional(process.pid()).orElse(facts.rssBytes())));
  }

  private static OptionalLong proportional(long pid) {
    try (var lines = Files.lines(PROC.resolve(pid + "/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }

  /// Every living process whose arguments satisfy the predicate, by ascending pid.
  public List<ProcessFacts> find(Predicate<List<String>> cmdline) {
    var found = new ArrayList<ProcessFacts>();
    try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var entry : entries) {
        read(Long.parseLong(entry.getFileName().toString()))
            .filter(ProcessFacts::alive)
            .filter(facts -> cmdline.test(facts.cmdline()))
            .ifPresent(found::add);
      }
    } catch (IOException e) {
      throw new IllegalStateException("could not list " + PROC, e);
    }
    found.sort((a, b) -> Long.compare(a.process().pid(), b.process().pid()));
    return found;
  }

  /// The inode of the network namespace that a living process is in; empty if it is gone.
  public OptionalLong networkNamespaceInode(long pid) {
    try {
      // The link reads "net:[4026531840]".
      var target = Files.readSymbolicLink(PROC.resolve(pid + "/ns/net")).toString();
      return OptionalLong.of(
          Long.parseLong(target.substring(target.indexOf('[') + 1, target.indexOf(']'))));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /// Sends a signal such as `TERM`, `KILL`, `HUP` to exactly this process. A process that is gone
  /// is left alone; returns whether the signal was sent.
  public boolean signal(ManagedProcess process, String name) {
    if (!alive(process)) {
      return false;
    }
    var pid = Long.toString(process.pid());
    var output =
        commands.run(
            Command.of(
                "send " + name + " to process " + process.pid(),
                // The shell's own kill: the program of that name is in a package of its own.
                List.of("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, pid)));
    // Not sent: it ended between the two calls.
    return output.succeeded();
  }

  static ProcessFacts parse(long pid, String stat, String cmdline) {
    // The second field is the program's name in parentheses and may itself hold spaces and ')'.
    var rest = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
    var ticks = Long.parseLong(rest[11]) + Long.parseLong(rest[12]);
    var arguments = new ArrayList<String>();
    var from = 0;
    for (var end = cmdline.indexOf('\0'); end >= 0; end = cmdline.indexOf('\0', from)) {
      arguments.add(cmdline.substring(from, end));
      from = end + 1;
    }
    return new ProcessFacts(
        new ManagedProcess(pid, Long.parseLong(rest[19])),
        rest[0].charAt(0),
        arguments,
        Long.parseLong(rest[21]) * PAGE_BYTES,
        ticks);
  }
}
