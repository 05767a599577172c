package io.ciao.launcher.qemu;

import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.StartGate;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ManagedProcess;
import io.ciao.linux.process.ProcessFacts;
import io.ciao.linux.process.ProcessTable;
import io.ciao.linux.process.Spawn;
import io.ciao.linux.process.SpawnFailedException;
import io.ciao.linux.process.SpawnRequest;
import io.ciao.linux.subnet.Taps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Starts and finds QEMU processes. They run in the agent's own network namespace (the node's), in
/// a session of their own.
final class VmProcess {
  private static final Path EFI_CODE = Path.of("/usr/share/OVMF/OVMF_CODE.fd");
  private static final Path EFI_VARIABLES = Path.of("/usr/share/OVMF/OVMF_VARS.fd");
  private static final int SAID_CHARS_MAX = 400;

  private final QemuSettings settings;
  private final ProcessTable processes;
  private final Spawn spawn;
  private final StartGate gate;

  VmProcess(QemuSettings settings, ProcessTable processes, StartGate gate) {
    this.settings = settings;
    this.processes = processes;
    this.spawn = new Spawn(processes);
    this.gate = gate;
  }

  /// UEFI keeps its variables in a file of the instance's own.
  void prepareFirmware(StartPlan plan, QemuFiles files) throws DriverException, IOException {
    if (!plan.machine().efi() || Files.exists(files.efiVariables())) {
      return;
    }
    if (!Files.isReadable(EFI_CODE) || !Files.isReadable(EFI_VARIABLES)) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE,
          "spec.firmware is efi but this node has no "
              + EFI_CODE
              + "; install the package ovmf there, or use legacy");
    }
    Files.copy(EFI_VARIABLES, files.efiVariables());
  }

  ManagedProcess start(StartPlan plan, QemuFiles files) throws DriverException {
    requireShort(files.monitorSocket());
    var firmware =
        plan.machine().efi() ? Optional.of(EFI_CODE.toString()) : Optional.<String>empty();
    var launch = new QemuLaunch(plan, files, settings.accelerator(), settings.runAs(), firmware);
    try {
      Taps.create(NetNamespace.CURRENT, plan.uid(), Optional.empty());
    } catch (KernelException e) {
      throw new DriverException(Reason.NETWORK_FAILURE, e.getMessage(), e);
    }
    try {
      Files.deleteIfExists(output(files));
      gate.check(plan.uid());
      return spawn.start(
          new SpawnRequest(
              "start QEMU of instance " + plan.instance(),
              QemuCommandLine.of(launch),
              NetNamespace.CURRENT,
              output(files),
              Map.of("LC_ALL", "C")));
    } catch (SpawnFailedException | IOException e) {
      throw new DriverException(Reason.LAUNCH_FAILURE, String.valueOf(e.getMessage()), e);
    }
  }

  private static void requireShort(Path socket) throws DriverException {
    var bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > QemuFiles.SOCKET_PATH_BYTES_MAX) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE,
          "the socket path "
              + socket
              + " has "
              + bytes
              + " bytes, the kernel takes at most "
              + QemuFiles.SOCKET_PATH_BYTES_MAX
              + "; give the agent a shorter --dir");
    }
  }

  /// The living QEMU whose pid is in the copy's pid file.
  Optional<ManagedProcess> byPidFile(QemuFiles files, long epoch) {
    try {
      var text = Files.readString(files.pidFile(epoch)).strip();
      return processes
          .read(Long.parseLong(text))
          .filter(facts -> facts.alive() && isCopy(facts.cmdline(), files, epoch))
          .map(ProcessFacts::process);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// The same by a look at every process of the machine.
  Optional<ManagedProcess> find(QemuFiles files, long epoch) {
    return processes.find(cmdline -> isCopy(cmdline, files, epoch)).stream()
        .map(ProcessFacts::process)
        .findFirst();
  }

  /// The name carries uid and epoch; the disk's place tells nodes of one machine apart.
  private static boolean isCopy(List<String> cmdline, QemuFiles files, long epoch) {
    var disk = QemuCommandLine.quoted(files.disk().toString());
    return cmdline.contains(QemuFiles.processName(files.uid(), epoch))
        && cmdline.stream().anyMatch(word -> word.endsWith("filename=" + disk));
  }

  void removeLeftovers(QemuFiles files, long epoch) throws DriverException {
    try {
      Files.deleteIfExists(files.pidFile(epoch));
      Files.deleteIfExists(files.monitorSocket());
      Files.deleteIfExists(files.consoleSocket());
      Taps.delete(NetNamespace.CURRENT, files.uid());
    } catch (IOException | KernelException e) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE,
          "remove what an earlier copy of " + files.uid() + " left: " + e.getMessage(),
          e);
    }
  }

  /// The end of what QEMU printed, to be added to a message; empty if it said nothing.
  String lastOutput(QemuFiles files) {
    try {
      var text = Files.readString(output(files)).strip();
      var tail = text.substring(Math.max(0, text.length() - SAID_CHARS_MAX));
      return tail.isEmpty() ? "" : "; QEMU said: \"" + tail.replace('\n', ';') + "\"";
    } catch (IOException e) {
      return "";
    }
  }

  private static Path output(QemuFiles files) {
    return files.directory().resolve("qemu.log");
  }
}
