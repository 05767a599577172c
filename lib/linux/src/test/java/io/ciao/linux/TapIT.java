package io.ciao.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.linux.link.Waiting;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ManagedProcess;
import io.ciao.linux.process.ProcessTable;
import io.ciao.linux.process.Spawn;
import io.ciao.linux.process.SpawnRequest;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.SubnetPort;
import io.ciao.linux.subnet.Taps;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// A tap that a real hypervisor holds open, moved into its subnet and back after damage. Each step
/// has a limit that also holds where the kernel, or a loop, does not hear an interrupt.
@Tag("networks")
@Timeout(value = TapIT.LIMIT_SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
final class TapIT {
  static final int LIMIT_SECONDS = 30;

  private static final String UID = "uid-vm";
  private static final Path QEMU = Path.of("/usr/bin/qemu-system-x86_64");

  private FakeMachines machines;
  private Tenant tenant;
  private SubnetOnNode subnets;
  private ProcessTable processes;
  private String tap;
  private ManagedProcess hypervisor;

  @BeforeEach
  @Timeout(value = LIMIT_SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void build() throws IOException {
    if (!Files.isExecutable(QEMU)) {
      Assumptions.abort("needs " + QEMU + ": package qemu-system-x86");
    }
    machines = FakeMachines.start();
    tenant = new Tenant(machines, "red", 4097, "10.20.0.100");
    subnets = SubnetOnNode.withKernel();
    processes = new ProcessTable(machines.commands());
    tap = Taps.create(node(), UID, Optional.empty());
    hypervisor = startHypervisor();
  }

  @AfterEach
  @Timeout(value = LIMIT_SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void tearDown() throws Exception {
    if (machines == null) {
      return;
    }
    if (hypervisor != null) {
      processes.signal(hypervisor, "KILL");
      Eventually.within(Duration.ofSeconds(5))
          .until("the hypervisor is gone", () -> !processes.alive(hypervisor));
    }
    subnets.remove(tenant.place("cn1").namespace());
    machines.close();
  }

  @Test
  void openTapIsMovedIntoItsSubnet() throws Exception {
    var settled = converge(null);
    assertThat(settled).isPositive();
    assertThat(Taps.exists(subnet(), tap)).isTrue();
    assertThat(Taps.exists(node(), tap)).isFalse();
    assertThat(heldTap()).isEqualTo(tap);
    assertThat(machines.in(subnet(), "ip", "link", "show", "dev", tap))
        .contains("mtu 1450", "master br0", "alias ciao:port=" + UID);
    Eventually.within(Duration.ofSeconds(5))
        .until(
            "the hypervisor gives it carrier",
            () -> machines.in(subnet(), "ip", "link", "show", "dev", tap).contains("LOWER_UP"));
    assertThat(converge(null)).isZero();
  }

  @Test
  void deletedTapIsPutBackUnderTheRunningHypervisor() throws Exception {
    converge(hypervisor);
    machines.in(subnet(), "ip", "link", "del", "dev", tap);
    assertThat(heldTap()).isEmpty();

    assertThat(converge(hypervisor)).isPositive();

    assertThat(heldTap()).isEqualTo(tap);
    assertThat(processes.alive(hypervisor)).isTrue();
    assertThat(Taps.exists(subnet(), tap)).isTrue();
    assertThat(Taps.exists(node(), tap)).isFalse();
    assertThat(converge(hypervisor)).isZero();
  }

  @Test
  void deletedSubnetIsMadeAgainUnderTheRunningHypervisor() throws Exception {
    converge(hypervisor);
    machines.in(NetNamespace.CURRENT, "ip", "netns", "del", tenant.place("cn1").namespace().name());
    Eventually.within(Duration.ofSeconds(5))
        .until("the kernel has cleared it", () -> heldTap().isEmpty());

    assertThat(converge(hypervisor)).isPositive();

    assertThat(heldTap()).isEqualTo(tap);
    assertThat(converge(hypervisor)).isZero();
  }

  /// A start that did not come as far as its hypervisor leaves nothing.
  @Test
  void tapThatNobodyTookOverIsMadeAnewAndGoesWithItsInstance() {
    var other = Taps.create(node(), "uid-other", Optional.empty());

    assertThat(Taps.create(node(), "uid-other", Optional.empty())).isEqualTo(other);
    assertThat(Taps.exists(node(), other)).isTrue();
    Taps.delete(node(), "uid-other");
    assertThat(Taps.exists(node(), other)).isFalse();
    assertThat(Taps.exists(node(), tap)).as("that of another instance").isTrue();
    Taps.delete(node(), "uid-other");
  }

  @Test
  void tapCanBeAnotherUsersAndHasNoAddressOfItsOwn() {
    var other = Taps.create(node(), "uid-other", Optional.of("nobody"));

    assertThat(machines.in(node(), "ip", "-details", "link", "show", "dev", other))
        .contains("tun type tap", "persist on", "user nobody", "addrgenmode none")
        .contains("alias ciao:port=uid-other");
    Taps.delete(node(), "uid-other");
  }

  @Test
  void portWaitsForItsTap() {
    converge(hypervisor);
    processes.signal(hypervisor, "KILL");
    machines.in(subnet(), "ip", "link", "del", "dev", tap);
    var settled = subnets.converge(tenant.subnet("cn1", List.of(port(null))));
    assertThat(settled.waiting()).containsExactly(new Waiting(tap, "its tap is not made yet"));
  }

  @Test
  void tapOfAHypervisorThatWasStartedAgainReplacesTheOldOne() throws Exception {
    converge(hypervisor);
    processes.signal(hypervisor, "KILL");
    Eventually.within(Duration.ofSeconds(5))
        .until("the old hypervisor is gone", () -> !processes.alive(hypervisor));
    Taps.create(node(), UID, Optional.empty());
    hypervisor = startHypervisor();

    assertThat(converge(hypervisor)).isPositive();

    assertThat(heldTap()).isEqualTo(tap);
    assertThat(Taps.exists(node(), tap)).isFalse();
    assertThat(converge(hypervisor)).isZero();
  }

  private int converge(ManagedProcess holder) {
    return subnets.converge(tenant.subnet("cn1", List.of(port(holder)))).actions().size();
  }

  private SubnetPort port(ManagedProcess holder) {
    return new SubnetPort(
        UID,
        Tenant.mac(Tenant.A),
        Tenant.A,
        null,
        Tenant.UNGROUPED,
        new SubnetPort.Attachment.Tap(holder));
  }

  private NetNamespace node() {
    return machines.namespace("cn1");
  }

  private NetNamespace subnet() {
    return tenant.place("cn1").namespace();
  }

  private ManagedProcess startHypervisor() {
    var argv =
        List.of(
            QEMU.toString(),
            "-S",
            "-machine",
            "none",
            "-nodefaults",
            "-display",
            "none",
            "-netdev",
            "tap,id=n0,script=no,downscript=no,ifname=" + tap);
    var started =
        new Spawn(processes)
            .start(
                new SpawnRequest(
                    "start qemu",
                    argv,
                    node(),
                    machines.directory().resolve("qemu.log"),
                    Map.of()));
    try {
      Eventually.within(Duration.ofSeconds(10))
          .until("qemu has opened its tap", () -> tap.equals(tapOf(started)));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return started;
  }

  private String heldTap() throws IOException {
    return tapOf(hypervisor);
  }

  /// The device behind the process's tap file; empty if it was deleted, "-" if none is open.
  private static String tapOf(ManagedProcess process) throws IOException {
    var proc = Path.of("/proc", Long.toString(process.pid()));
    try (var files = Files.newDirectoryStream(proc.resolve("fd"))) {
      for (var file : files) {
        if (Files.readSymbolicLink(file).toString().startsWith("/dev/net/tun")) {
          var info = proc.resolve("fdinfo").resolve(file.getFileName().toString());
          return Files.readAllLines(info).stream()
              .filter(line -> line.startsWith("iff:"))
              .map(line -> line.substring(4).strip())
              .findFirst()
              .orElse("");
        }
      }
    }
    return "-";
  }
}
