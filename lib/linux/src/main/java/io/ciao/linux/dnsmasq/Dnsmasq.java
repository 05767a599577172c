package io.ciao.linux.dnsmasq;

import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.Trees;
import io.ciao.basis.file.WholeFile;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.process.ManagedProcess;
import io.ciao.linux.process.ProcessFacts;
import io.ciao.linux.process.ProcessTable;
import io.ciao.linux.process.Spawn;
import io.ciao.linux.process.SpawnRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Keeps one dnsmasq as its plan says. Safe for many threads, one at a time for one directory.
///
/// The record beside the configuration names the process by pid and start time and holds the
/// configuration that it was started with. A crash between start and record leaves a process that
/// is found by its arguments, ended, and started again.
public final class Dnsmasq {
  private static final Duration END_GRACE = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(5);

  private final ProcessTable processes;
  private final NetworkNamespaces namespaces;
  private final Spawn spawn;

  public Dnsmasq(ProcessTable processes, NetworkNamespaces namespaces) {
    this.processes = processes;
    this.namespaces = namespaces;
    this.spawn = new Spawn(processes);
  }

  /// Reads, decides, acts; returns what was done, empty if all was as it should be.
  public List<DnsmasqAction> converge(DnsmasqPlan plan) {
    var files = new DnsmasqFiles(plan.directory());
    try {
      Files.createDirectories(files.hosts());
      Files.createDirectories(files.names());
      var actions = DnsmasqDecider.decide(plan, read(files, plan.namespace()));
      for (var action : actions) {
        apply(plan, files, action);
      }
      return actions;
    } catch (IOException e) {
      throw new UncheckedIOException("could not keep dnsmasq in " + plan.directory(), e);
    }
  }

  /// Ends every dnsmasq of this directory that is not in the namespace that bears the name now:
  /// such a one keeps the old namespace, with its tunnel, alive.
  public void endOutside(Path directory, NetNamespace namespace) {
    try {
      read(new DnsmasqFiles(directory.toAbsolutePath().normalize()), namespace)
          .strays()
          .forEach(this::end);
    } catch (IOException e) {
      throw new UncheckedIOException("could not look for dnsmasq of " + directory, e);
    }
  }

  /// Ends it and leaves its files, with which the next one goes on; ended already is success.
  public void stop(Path directory) {
    withOurConfig(new DnsmasqFiles(directory.toAbsolutePath().normalize()))
        .forEach(facts -> end(facts.process()));
  }

  /// Ends it and removes its directory; gone is success.
  public void remove(Path directory) {
    var files = new DnsmasqFiles(directory.toAbsolutePath().normalize());
    withOurConfig(files).forEach(facts -> end(facts.process()));
    try {
      Trees.remove(files.directory());
    } catch (IOException e) {
      throw new UncheckedIOException("could not remove " + files.directory(), e);
    }
  }

  /// The process that serves from this directory in this namespace; empty if none does.
  public OptionalLong running(Path directory, NetNamespace namespace) {
    try {
      var running = read(new DnsmasqFiles(directory.toAbsolutePath().normalize()), namespace);
      return running.running() == null
          ? OptionalLong.empty()
          : OptionalLong.of(running.running().pid());
    } catch (IOException e) {
      throw new UncheckedIOException("could not look for dnsmasq of " + directory, e);
    }
  }

  /// What guests have asked for, in the order of its file.
  public static List<DnsmasqLease> leases(Path directory) {
    try {
      return text(new DnsmasqFiles(directory.toAbsolutePath().normalize()).leases())
          .lines()
          .flatMap(line -> DnsmasqLease.parse(line).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("could not read the leases in " + directory, e);
    }
  }

  private DnsmasqState read(DnsmasqFiles files, NetNamespace namespace) throws IOException {
    var record = text(files.record());
    var recorded = recordedProcess(record);
    var startedWith = record.substring(record.indexOf('\n') + 1);
    var right = namespaces.inode(namespace);
    @Nullable ManagedProcess running = null;
    var strays = new ArrayList<ManagedProcess>();
    var candidates =
        recorded != null && processes.alive(recorded)
            ? processes.read(recorded.pid()).stream().toList()
            : withOurConfig(files);
    for (var facts : candidates) {
      var process = facts.process();
      var here = right.equals(processes.networkNamespaceInode(process.pid()));
      if (running == null && here && right.isPresent() && process.equals(recorded)) {
        running = process;
      } else {
        strays.add(process);
      }
    }
    return new DnsmasqState(
        running,
        strays,
        startedWith,
        text(files.config()),
        DnsmasqFiles.leased6(text(files.leases())),
        texts(files.hosts()),
        texts(files.names()));
  }

  private List<ProcessFacts> withOurConfig(DnsmasqFiles files) {
    return processes.find(files.argv()::equals);
  }

  private static @Nullable ManagedProcess recordedProcess(String record) {
    var words = record.lines().findFirst().orElse("").split(" ", -1);
    try {
      return words.length == 2
          ? new ManagedProcess(Long.parseLong(words[0]), Long.parseLong(words[1]))
          : null;
    } catch (NumberFormatException e) {
      // A record that was cut short names nobody; the process is found by its arguments.
      return null;
    }
  }

  private void apply(DnsmasqPlan plan, DnsmasqFiles files, DnsmasqAction action)
      throws IOException {
    switch (action) {
      case DnsmasqAction.End(var process) -> end(process);
      case DnsmasqAction.Write(var file, var content) -> write(file, content);
      case DnsmasqAction.DropLeases(var file, var addresses) ->
          write(file, DnsmasqFiles.leasesWithout(text(file), addresses));
      case DnsmasqAction.Delete(var file) -> Files.deleteIfExists(file);
      case DnsmasqAction.Reload(var process) -> processes.signal(process, "HUP");
      case DnsmasqAction.Start(var config) -> {
        var started =
            spawn.start(
                new SpawnRequest(
                    "start dnsmasq of " + files.directory(),
                    files.argv(),
                    plan.namespace(),
                    files.log(),
                    Map.of()));
        write(files.record(), started.pid() + " " + started.startTicks() + "\n" + config);
      }
    }
  }

  private void end(ManagedProcess process) {
    for (var signal : List.of("TERM", "KILL")) {
      processes.signal(process, signal);
      var rounds = END_GRACE.dividedBy(POLL);
      for (var round = 0L; round < rounds; round++) {
        if (!processes.alive(process)) {
          return;
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
    throw new IllegalStateException(
        "dnsmasq, process " + process.pid() + ", did not end on TERM and KILL");
  }

  /// dnsmasq, which runs as another user, passes over the unfinished file because of its name.
  private static void write(Path file, String content) throws IOException {
    WholeFile.replace(
        file, content.getBytes(StandardCharsets.UTF_8), Durability.LAZY, Readers.EVERYBODY);
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private static SortedMap<String, String> texts(Path directory) throws IOException {
    var texts = new TreeMap<String, String>();
    if (!Files.isDirectory(directory)) {
      return texts;
    }
    try (var entries = Files.newDirectoryStream(directory, path -> visible(path))) {
      for (var entry : entries) {
        texts.put(entry.getFileName().toString(), Files.readString(entry));
      }
    }
    return texts;
  }

  private static boolean visible(Path path) {
    return !path.getFileName().toString().startsWith(".");
  }
}
