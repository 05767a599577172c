package io.ciao.launcher.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Builds the command that starts one virtual machine: paused before its first instruction, without
/// any default device. It does not daemonise: with `spawn=deny` seccomp forbids that.
///
/// A 48 MiB guest with this machine boots in 1.3 to 3.5 s under TCG; `tb-size=32` saves 35 MB of
/// memory against the default and costs no time. `-cpu max` has RDRAND, so guests do not wait for
/// entropy. The machine is `pc` because its ACPI lets devices be plugged without root ports.
final class QemuCommandLine {
  static final String PROGRAM = "qemu-system-x86_64";
  private static final long MIB = 1 << 20;

  private final QemuLaunch launch;
  private final List<String> argv = new ArrayList<>();

  private QemuCommandLine(QemuLaunch launch) {
    this.launch = launch;
  }

  static List<String> of(QemuLaunch launch) {
    var line = new QemuCommandLine(launch);
    line.identity();
    line.machine();
    line.disks();
    line.network();
    line.consoles();
    line.confinement();
    return List.copyOf(line.argv);
  }

  private void identity() {
    var plan = launch.plan();
    add(PROGRAM);
    add("-name", QemuFiles.processName(plan.uid(), plan.epoch()));
    if (isUuid(plan.uid())) {
      add("-uuid", plan.uid());
    }
    add("-S");
    add("-pidfile", launch.files().pidFile(plan.epoch()).toString());
  }

  private void machine() {
    var machine = launch.plan().machine();
    add("-nodefaults");
    add("-no-user-config");
    add("-display", "none");
    add("-machine", "pc");
    switch (launch.accelerator()) {
      case KVM -> {
        add("-accel", "kvm");
        add("-cpu", "host");
      }
      case TCG -> {
        add("-accel", "tcg,tb-size=32");
        add("-cpu", "max");
      }
    }
    add("-m", Math.max(1, (machine.memoryBytes() + MIB - 1) / MIB) + "M");
    add("-smp", Long.toString(machine.vcpus()));
    add("-device", "virtio-rng-pci");
    launch.firmware().ifPresent(this::efi);
  }

  private void efi(String code) {
    add("-drive", "if=pflash,unit=0,format=raw,readonly=on,file=" + quoted(code));
    var variables = quoted(launch.files().efiVariables().toString());
    add("-drive", "if=pflash,unit=1,format=raw,file=" + variables);
  }

  private void disks() {
    var disk = quoted(launch.files().disk().toString());
    add("-blockdev", "driver=file,node-name=root-file,filename=" + disk);
    add("-blockdev", "driver=qcow2,node-name=root,file=root-file");
    add("-device", "virtio-blk-pci,id=root-disk,drive=root,bootindex=1");
    var seed = quoted(launch.files().configDrive().toString());
    add("-blockdev", "driver=file,node-name=seed-file,read-only=on,filename=" + seed);
    add("-blockdev", "driver=raw,node-name=seed,read-only=on,file=seed-file");
    add("-device", "virtio-blk-pci,id=seed-disk,drive=seed");
  }

  private void network() {
    var nic = launch.plan().nic();
    add(
        "-netdev",
        "tap,id=net0,ifname=" + launch.files().tap() + ",script=no,downscript=no,vhost=off");
    add(
        "-device",
        "virtio-net-pci,id=nic0,netdev=net0,romfile=,mac=" + nic.mac() + ",host_mtu=" + nic.mtu());
  }

  private void consoles() {
    var files = launch.files();
    add(
        "-chardev",
        "socket,id=console,server=on,wait=off,path="
            + quoted(files.consoleSocket().toString())
            + ",logappend=on,logfile="
            + quoted(files.consoleLog().toString()));
    add("-serial", "chardev:console");
    add("-qmp", "unix:" + quoted(files.monitorSocket().toString()) + ",server=on,wait=off");
  }

  /// `elevateprivileges=deny` would forbid the change of user itself. seccomp sets
  /// no-new-privileges, so no program could give them back.
  private void confinement() {
    add("-sandbox", "on,obsolete=deny,spawn=deny,resourcecontrol=deny");
    launch.runAs().ifPresent(user -> add("-runas", user));
  }

  private void add(String... words) {
    argv.addAll(List.of(words));
  }

  /// A comma in a value is written twice.
  static String quoted(String value) {
    return value.replace(",", ",,");
  }

  private static boolean isUuid(String uid) {
    try {
      return UUID.fromString(uid).toString().equals(uid);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
