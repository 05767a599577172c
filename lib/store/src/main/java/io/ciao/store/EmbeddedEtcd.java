package io.ciao.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An `etcd` child process with mutual TLS on loopback ports, started again whenever it ends,
/// stopped with the process that owns it.
///
/// Everything is under `STATE/etcd/`: `etcd.json` (where it listens and which process it is),
/// `tls/`, `data/`, `etcd.log`, `lock`. The child is bound to no thread: it outlives the death of
/// its owner, and the next owner takes it over, so that leaders and watches of other processes do
/// not notice. What else runs on the data directory (started differently, not answering, not on
/// record) is ended first.
public final class EmbeddedEtcd implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEtcd.class);

  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
  private static final Duration TAKE_OVER_PATIENCE = Duration.ofSeconds(5);
  private static final Duration READY_ATTEMPT = Duration.ofSeconds(1);
  private static final Duration RESTART_MIN = Duration.ofMillis(100);
  private static final Duration RESTART_MAX = Duration.ofSeconds(5);

  /// A child that ran this long did not fail at once.
  private static final Duration STEADY = Duration.ofSeconds(10);

  private static final long LOG_BYTES_MAX = 16L << 20;
  private static final int LINE_CHARS_MAX = 400;

  private final Path directory;
  private final EtcdCommand command;
  private final FileChannel lockChannel;
  private final Thread supervisor;
  private final Object lock = new Object();
  private @Nullable EtcdChild child;
  private boolean stopping;
  private int ends;
  private int lastStatus;

  private EmbeddedEtcd(Path directory, EtcdCommand command, FileChannel lockChannel) {
    this.directory = directory;
    this.command = command;
    this.lockChannel = lockChannel;
    this.supervisor =
        Thread.ofPlatform().daemon().name("etcd-supervisor").unstarted(this::supervise);
  }

  /// Starts etcd and waits until it answers.
  ///
  /// @param stateDirectory the owner's; etcd's own is below it
  /// @throws IOException saying why it does not start, what its process did, and what it logged
  ///   last
  public static EmbeddedEtcd start(Path stateDirectory) throws IOException, InterruptedException {
    return start(stateDirectory, List.of());
  }

  /// Starts etcd with further flags.
  static EmbeddedEtcd start(Path stateDirectory, List<String> flags)
      throws IOException, InterruptedException {
    return start(stateDirectory, flags, START_PATIENCE);
  }

  static EmbeddedEtcd start(Path stateDirectory, List<String> flags, Duration patience)
      throws IOException, InterruptedException {
    Path directory = directory(stateDirectory);
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    Path real = directory.toRealPath();
    FileChannel lock = lock(real);
    try {
      EtcdCertificates certificates = new EtcdCertificates(real.resolve("tls"));
      certificates.ensure(InstantSource.system().instant());
      EtcdCommand command =
          new EtcdCommand(EtcdCommand.findProgram(), real.resolve("data"), certificates, flags);
      EmbeddedEtcd etcd = new EmbeddedEtcd(real, command, lock);
      etcd.begin(stateDirectory, patience);
      return etcd;
    } catch (IOException | InterruptedException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// Where everything about the embedded etcd of a state directory is.
  static Path directory(Path stateDirectory) {
    return stateDirectory.resolve("etcd");
  }

  /// The pid of the running child; empty between two.
  public Optional<Long> pid() {
    synchronized (lock) {
      return Optional.ofNullable(child).filter(EtcdChild::isAlive).map(EtcdChild::pid);
    }
  }

  /// Stops etcd and waits until it is gone.
  @Override
  public void close() {
    EtcdChild last;
    synchronized (lock) {
      stopping = true;
      last = child;
    }
    LockSupport.unpark(supervisor);
    if (last != null) {
      last.stop();
    }
    try {
      supervisor.join(STOP_PATIENCE);
      EtcdRecord record = EtcdRecord.read(directory);
      new EtcdRecord(record.clientUrls(), record.peerUrl(), 0, 0).write(directory);
      lockChannel.close();
    } catch (IOException e) {
      LOG.warn("cannot note that etcd is stopped cause=\"{}\"", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Path stateDirectory, Duration patience)
      throws IOException, InterruptedException {
    if (!takeOver(stateDirectory)) {
      EtcdProcesses.end(command.data());
      Files.createDirectories(command.data());
      Files.setPosixFilePermissions(command.data(), PosixFilePermissions.fromString("rwx------"));
      spawn();
    }
    supervisor.start();
    try {
      awaitAnswer(stateDirectory, patience);
    } catch (IOException e) {
      var process = describeProcess();
      close();
      throw new IOException(e.getMessage() + "; " + process, e);
    } catch (InterruptedException e) {
      close();
      throw e;
    }
  }

  /// Takes the etcd on record over if it runs as this owner would run it, and answers.
  private boolean takeOver(Path stateDirectory) throws IOException, InterruptedException {
    Optional<EtcdRecord> record = earlier().filter(this::runsAsRecorded);
    Optional<ProcessHandle> handle = record.flatMap(found -> ProcessHandle.of(found.pid()));
    if (record.isEmpty() || handle.isEmpty()) {
      return false;
    }
    try {
      awaitAnswer(stateDirectory, TAKE_OVER_PATIENCE);
    } catch (IOException e) {
      LOG.warn("the etcd left over does not answer cause=\"{}\"", e.getMessage());
      return false;
    }
    synchronized (lock) {
      child = EtcdChild.takenOver(handle.get());
    }
    LOG.info(
        "took a running etcd over pid={} url={}",
        record.get().pid(),
        record.get().clientUrls().getFirst());
    return true;
  }

  private boolean runsAsRecorded(EtcdRecord record) {
    try {
      var recorded = new EtcdProcesses.Running(record.pid(), record.startTicks());
      var urls = new EtcdCommand.Urls(record.clientUrls().getFirst(), record.peerUrl());
      return EtcdProcesses.on(command.data()).equals(List.of(recorded))
          && EtcdProcesses.commandLine(record.pid()).equals(command.line(urls));
    } catch (IOException e) {
      LOG.warn("cannot look for a running etcd cause=\"{}\"", e.getMessage());
      return false;
    }
  }

  /// Waits until etcd answers a linearizable read, which a member without a leader does not.
  private static void awaitAnswer(Path stateDirectory, Duration patience)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    try (EtcdConnection etcd = EtcdConnection.open(EtcdEndpoint.embedded(stateDirectory))) {
      while (true) {
        try {
          etcd.get(SystemKeys.RESTORES, READY_ATTEMPT);
          return;
        } catch (EtcdCallException e) {
          if (e.kind() == EtcdCallException.Kind.INTERRUPTED) {
            throw new InterruptedException("while waiting for etcd");
          }
          if (System.nanoTime() - deadline > 0) {
            throw new IOException(
                "etcd does not answer within %d s: %s"
                    .formatted(patience.toSeconds(), e.getMessage()),
                e);
          }
        }
        Thread.sleep(Duration.ofMillis(20));
      }
    }
  }

  /// For the error of a start: what became of the process, and what it said last.
  private String describeProcess() {
    String state;
    synchronized (lock) {
      state =
          ends > 0
              ? "it ended %d times, last with status %d".formatted(ends, lastStatus)
              : pid().map("its process %d runs"::formatted).orElse("it has no process");
    }
    return "%s; the end of %s is: %s".formatted(state, log(), lastLine(log()));
  }

  private Path log() {
    return directory.resolve("etcd.log");
  }

  private static String lastLine(Path log) {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(line -> !line.isBlank())
          .reduce((one, next) -> next)
          .map(EmbeddedEtcd::cut)
          .orElse("(nothing)");
    } catch (IOException | UncheckedIOException e) {
      return "(not readable: " + e.getMessage() + ")";
    }
  }

  private static String cut(String line) {
    return line.length() <= LINE_CHARS_MAX ? line : line.substring(0, LINE_CHARS_MAX) + " …";
  }

  private void spawn() throws IOException {
    Optional<EtcdRecord> earlier = earlier();
    EtcdCommand.Urls urls = EtcdCommand.urls(earlier);
    Path log = log();
    rotate(log);
    Process started;
    synchronized (lock) {
      if (stopping) {
        throw new IOException("etcd is being stopped");
      }
      started = command.builder(urls, log).start();
      child = EtcdChild.started(started);
    }
    long ticks = EtcdProcesses.startTicks(started.pid()).orElse(0L);
    new EtcdRecord(List.of(urls.client()), urls.peer(), started.pid(), ticks).write(directory);
    LOG.info("started etcd pid={} url={}", started.pid(), urls.client());
  }

  /// Waits for the child's end and starts the next one.
  private void supervise() {
    Duration pause = RESTART_MIN;
    while (true) {
      EtcdChild present;
      synchronized (lock) {
        present = child;
      }
      long began = System.nanoTime();
      int status = present == null ? -1 : present.awaitEnd();
      if (isStopping()) {
        return;
      }
      synchronized (lock) {
        ends++;
        lastStatus = status;
      }
      boolean steady = System.nanoTime() - began > STEADY.toNanos();
      pause = steady ? RESTART_MIN : pause;
      LOG.error("etcd ended, starting it again status={} pauseMs={}", status, pause.toMillis());
      LockSupport.parkNanos(pause.toNanos());
      if (isStopping()) {
        return;
      }
      pause = min(pause.multipliedBy(2), RESTART_MAX);
      try {
        spawn();
      } catch (IOException e) {
        LOG.error("etcd cannot be started cause=\"{}\"", e.getMessage());
      }
    }
  }

  private boolean isStopping() {
    synchronized (lock) {
      return stopping;
    }
  }

  private Optional<EtcdRecord> earlier() {
    try {
      return Optional.of(EtcdRecord.read(directory));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void rotate(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
      Files.move(log, log.resolveSibling("etcd.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// One owner at a time: two would end each other's etcd for ever.
  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = channel.tryLock();
      if (held != null) {
        return channel;
      }
      channel.close();
    } catch (OverlappingFileLockException e) {
      // This process holds it; the channel stays open, for closing it would give that lock up.
      LOG.debug("the embedded etcd is locked by this process dir={}", directory);
    }
    throw new IOException(
        "the embedded etcd in "
            + directory
            + " belongs to a process that is still running; stop it first");
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
