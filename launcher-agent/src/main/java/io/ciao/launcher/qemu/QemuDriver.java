package io.ciao.launcher.qemu;

import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.Trees;
import io.ciao.basis.file.WholeFile;
import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverEvents;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.Ending;
import io.ciao.launcher.driver.Holding;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.launcher.driver.StartGate;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.driver.Usage;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.process.ManagedProcess;
import io.ciao.linux.process.ProcessTable;
import io.ciao.program.agent.LogFile;
import io.ciao.program.agent.ServedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Virtual machines. One directory per instance holds its disk, config drive, console log and a
/// record of the copy made last; QEMU outlives the agent and is found again by that record, by its
/// pid file, or by its name among all processes.
public final class QemuDriver implements Driver {
  public static final String NAME = "qemu";

  private static final Logger LOG = LoggerFactory.getLogger(QemuDriver.class);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
  private static final Duration QUIT_LIMIT = Duration.ofSeconds(1);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(50);

  private final QemuSettings settings;
  private final ProcessTable processes;
  private final InstantSource clock;
  private final StartGate gate;
  private final VmMonitors monitors;
  private final VmProcess vmProcess;
  private final RootDisk rootDisk;

  /// Opens the state directory and adopts what runs.
  ///
  /// @param events is told about virtual machines that ended
  public QemuDriver(QemuSettings settings, InstantSource clock, StartGate gate, DriverEvents events)
      throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.gate = gate;
    var commands = new CommandRunner();
    this.processes = new ProcessTable(commands);
    this.monitors = new VmMonitors(processes, events);
    this.vmProcess = new VmProcess(settings, processes, gate);
    this.rootDisk = new RootDisk(commands);
    makePrivate(QemuFiles.instances(settings.state()));
    makePrivate(QemuFiles.sockets(settings.state()));
    adoptStrays();
  }

  private static void makePrivate(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
  }

  @Override
  public String name() {
    return NAME;
  }

  /// A crash between QEMU's start and the record of its process leaves a running machine whose
  /// record names no process: its name tells whose it is.
  private void adoptStrays() throws IOException {
    for (var entry : directories().entrySet()) {
      var files = files(entry.getKey());
      try {
        var record = CopyRecord.read(files.record());
        if (record.isPresent() && record.get().epoch() > 0 && record.get().process() == null) {
          var found = vmProcess.find(files, record.get().epoch());
          if (found.isPresent()) {
            record.get().running(found.get()).write(files.record());
          }
        }
      } catch (DriverException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }

  private Map<String, Path> directories() throws IOException {
    var found = new TreeMap<String, Path>();
    try (var entries = Files.newDirectoryStream(QemuFiles.instances(settings.state()))) {
      for (var entry : entries) {
        if (Files.isDirectory(entry)) {
          found.put(entry.getFileName().toString(), entry);
        }
      }
    }
    return found;
  }

  @Override
  public Map<String, InstanceName> instances() throws DriverException {
    var found = new TreeMap<String, InstanceName>();
    try {
      for (var uid : directories().keySet()) {
        var record = CopyRecord.read(files(uid).record());
        found.put(
            uid, record.map(CopyRecord::instance).orElseGet(() -> new InstanceName(uid, "", "")));
      }
      return found;
    } catch (IOException e) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE, "list the instances below " + settings.state(), e);
    }
  }

  @Override
  public Holding look(String uid) throws DriverException {
    var files = files(uid);
    if (!Files.isDirectory(files.directory())) {
      return Holding.NOTHING;
    }
    var record = CopyRecord.read(files.record());
    var copies = record.isPresent() ? copies(files, record.get()) : List.<Copy>of();
    return new Holding(copies, true);
  }

  private List<Copy> copies(QemuFiles files, CopyRecord record) throws DriverException {
    if (record.epoch() == 0) {
      return List.of();
    }
    var process = alive(files, record);
    if (process.isEmpty()) {
      return record.process() == null ? List.of() : List.of(ended(files, record));
    }
    var state = stateOf(files, record, process.get());
    if (state == CopyState.ENDED) {
      return List.of(ended(files, record));
    }
    return List.of(
        new Copy(files.uid(), record.epoch(), state, record.startedAt(), record.askedAt(), null));
  }

  /// The copy's QEMU if it lives. One whose process was never recorded is looked for by its pid
  /// file.
  private Optional<ManagedProcess> alive(QemuFiles files, CopyRecord record) {
    var known = record.process();
    return known == null
        ? vmProcess.byPidFile(files, record.epoch())
        : Optional.of(known).filter(processes::alive);
  }

  private Copy ended(QemuFiles files, CopyRecord record) throws DriverException {
    var ending = record.ending();
    if (ending == null) {
      var what = monitors.lastWords(files.uid()).orElse("its QEMU is gone");
      ending = new Ending(clock.instant(), null, what);
      record.over(ending).write(files.record());
      monitors.forget(files.uid());
    }
    return new Copy(
        files.uid(), record.epoch(), CopyState.ENDED, record.startedAt(), record.askedAt(), ending);
  }

  /// What QEMU says that it does. One that was asked to end ran, and may not answer any more.
  private CopyState stateOf(QemuFiles files, CopyRecord record, ManagedProcess qemu)
      throws DriverException {
    if (record.askedAt() != null) {
      monitors.watchEnd(files.uid(), qemu);
      return CopyState.RUNNING;
    }
    try {
      var status = monitors.of(files, qemu).execute("query-status", ANSWER_LIMIT);
      return status.path("status").asText().equals("prelaunch")
          ? CopyState.WAITING
          : CopyState.RUNNING;
    } catch (QmpException e) {
      // It hung up because it is ending.
      if (!processes.alive(qemu)) {
        return CopyState.ENDED;
      }
      throw new DriverException(
          Reason.LAUNCH_FAILURE, "ask QEMU about its state: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DriverException(Reason.LAUNCH_FAILURE, "interrupted while asking QEMU", e);
    }
  }

  @Override
  public boolean prepared(String uid, long epoch) {
    return Files.exists(files(uid).disk());
  }

  @Override
  public void prepare(StartPlan plan) throws DriverException {
    var files = files(plan.uid());
    try {
      makePrivate(files.directory());
      if (CopyRecord.read(files.record()).isEmpty()) {
        CopyRecord.fresh(plan.instance()).write(files.record());
      }
      ensureDisk(plan, files);
      vmProcess.prepareFirmware(plan, files);
      WholeFile.replace(files.configDrive(), ConfigDrive.of(plan), Durability.LAZY, Readers.OWNER);
    } catch (IOException e) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE,
          "make disk and config drive in " + files.directory() + ": " + e.getMessage(),
          e);
    }
  }

  private void ensureDisk(StartPlan plan, QemuFiles files) throws DriverException {
    if (Files.exists(files.disk())) {
      return;
    }
    if (!(plan.image() instanceof ImageChoice.DiskImage image)) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE,
          "a virtual machine needs an image of format qcow2 or raw, not " + plan.image());
    }
    rootDisk.ensure(files.disk(), image, plan.machine().diskBytes());
  }

  @Override
  public void launch(StartPlan plan) throws DriverException, InterruptedException {
    var files = files(plan.uid());
    var record = CopyRecord.read(files.record()).orElseGet(() -> CopyRecord.fresh(plan.instance()));
    if (record.epoch() > 0 && alive(files, record).isPresent()) {
      if (record.epoch() == plan.epoch()) {
        return;
      }
      throw new DriverException(
          Reason.LAUNCH_FAILURE,
          "a copy of epoch " + record.epoch() + " still runs; it must end before " + plan.epoch());
    }
    monitors.forget(plan.uid());
    vmProcess.removeLeftovers(files, plan.epoch());
    var starting = record.starting(plan.epoch(), clock.instant());
    starting.write(files.record());
    var qemu = vmProcess.start(plan, files);
    starting.running(qemu).write(files.record());
    try {
      monitors.of(files, qemu);
    } catch (QmpException e) {
      var said = vmProcess.lastOutput(files);
      throw new DriverException(Reason.LAUNCH_FAILURE, "start QEMU: " + e.getMessage() + said, e);
    }
  }

  @Override
  public Optional<PortTarget> portTarget(String uid, long epoch) throws DriverException {
    var files = files(uid);
    return CopyRecord.read(files.record())
        .filter(record -> record.epoch() == epoch)
        .flatMap(record -> alive(files, record))
        .map(qemu -> new PortTarget.Tap(files.tap(), qemu));
  }

  @Override
  public void proceed(String uid, long epoch) throws DriverException, InterruptedException {
    var files = files(uid);
    var qemu = living(files, epoch);
    if (qemu.isEmpty()) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE,
          "let the machine run: its QEMU is gone" + vmProcess.lastOutput(files));
    }
    try {
      var monitor = monitors.of(files, qemu.get());
      gate.check(uid);
      monitor.execute("cont", ANSWER_LIMIT);
    } catch (QmpException e) {
      throw new DriverException(Reason.LAUNCH_FAILURE, "let the machine run: " + e.getMessage(), e);
    }
  }

  @Override
  public void askToEnd(String uid, long epoch) throws DriverException, InterruptedException {
    var files = files(uid);
    var qemu = living(files, epoch);
    if (qemu.isEmpty()) {
      return;
    }
    try {
      monitors.of(files, qemu.get()).execute("system_powerdown", ANSWER_LIMIT);
    } catch (QmpException e) {
      LOG.warn("guest cannot be asked to end uid={} problem={}", uid, e.getMessage());
    }
    rememberAsked(files);
  }

  @Override
  public void kill(String uid, long epoch) throws DriverException, InterruptedException {
    var files = files(uid);
    var qemu = living(files, epoch);
    if (qemu.isEmpty()) {
      return;
    }
    rememberAsked(files);
    try {
      monitors.of(files, qemu.get()).execute("quit", ANSWER_LIMIT);
    } catch (QmpException e) {
      // It may end before it answers; the signal below settles it.
    }
    if (awaitEnd(qemu.get(), QUIT_LIMIT)) {
      return;
    }
    processes.signal(qemu.get(), "KILL");
    if (!awaitEnd(qemu.get(), KILL_LIMIT)) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE,
          "QEMU process "
              + qemu.get().pid()
              + " of instance "
              + uid
              + " survived SIGKILL; its disk"
              + " probably does not answer");
    }
  }

  private Optional<ManagedProcess> living(QemuFiles files, long epoch) throws DriverException {
    return CopyRecord.read(files.record())
        .filter(record -> record.epoch() == epoch)
        .flatMap(record -> alive(files, record));
  }

  private void rememberAsked(QemuFiles files) throws DriverException {
    var record = CopyRecord.read(files.record());
    if (record.isPresent()) {
      record.get().asked(clock.instant()).write(files.record());
    }
  }

  private boolean awaitEnd(ManagedProcess qemu, Duration limit) throws InterruptedException {
    for (var round = limit.dividedBy(POLL); round > 0; round--) {
      if (!processes.alive(qemu)) {
        return true;
      }
      Thread.sleep(POLL);
    }
    return !processes.alive(qemu);
  }

  @Override
  public void discard(String uid, long epoch) throws DriverException {
    var files = files(uid);
    var record = CopyRecord.read(files.record());
    if (record.isPresent() && record.get().epoch() == epoch) {
      CopyRecord.fresh(record.get().instance()).write(files.record());
      vmProcess.removeLeftovers(files, epoch);
    }
    monitors.forget(uid);
  }

  @Override
  public void erase(String uid) throws DriverException {
    var files = files(uid);
    var record = CopyRecord.read(files.record());
    if (record.isPresent() && alive(files, record.get()).isPresent()) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE, "erase the data of instance " + uid + ": its QEMU still runs");
    }
    monitors.forget(uid);
    vmProcess.removeLeftovers(files, record.map(CopyRecord::epoch).orElse(0L));
    try {
      Trees.remove(files.directory());
    } catch (IOException e) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE, "erase " + files.directory() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<Usage> usage(String uid) throws DriverException {
    var files = files(uid);
    return CopyRecord.read(files.record())
        .filter(record -> record.epoch() != 0)
        .flatMap(record -> alive(files, record))
        .flatMap(qemu -> processes.usage(qemu))
        .map(used -> new Usage(used.cpuNanos(), used.memoryBytes(), written(files)));
  }

  /// The overlay's length: it grows with what the guest writes.
  private static long written(QemuFiles files) {
    try {
      return Files.size(files.disk());
    } catch (IOException e) {
      return Usage.UNKNOWN;
    }
  }

  @Override
  public Optional<ServedLog> log(String uid) {
    var files = files(uid);
    return Files.isDirectory(files.directory())
        ? Optional.of(new LogFile(files.consoleLog()))
        : Optional.empty();
  }

  private QemuFiles files(String uid) {
    return new QemuFiles(settings.state(), uid);
  }

  @Override
  public void close() {
    monitors.close();
  }
}
