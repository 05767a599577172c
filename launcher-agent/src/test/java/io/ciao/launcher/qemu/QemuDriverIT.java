package io.ciao.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.Holding;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.driver.Machine;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.launcher.driver.StartGate;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.testing.Needs;
import io.ciao.launcher.testing.Plans;
import io.ciao.launcher.testing.TinyImage;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.process.ManagedProcess;
import io.ciao.linux.process.ProcessTable;
import io.ciao.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The driver against real QEMU processes.
@Tag("instances")
class QemuDriverIT {
  private static final String USER_DATA = "#cloud-config\n";
  private static final Duration BOOT_LIMIT = Duration.ofSeconds(90);

  private final String uid = UUID.randomUUID().toString();
  private final Set<String> marked = ConcurrentHashMap.newKeySet();
  private Path state;
  private QemuDriver driver;

  @BeforeEach
  void openDriver() throws Exception {
    Needs.root();
    Needs.program("qemu-system-x86_64");
    Needs.program("qemu-img");
    state = Files.createTempDirectory("ciao-vm");
    driver = open();
  }

  @AfterEach
  void removeEverything() throws Exception {
    if (driver == null) {
      return;
    }
    for (var copy : driver.look(uid).copies()) {
      driver.kill(uid, copy.epoch());
    }
    driver.erase(uid);
    driver.close();
    Needs.remove(state);
  }

  @Test
  void guestBootsFromItsDiskAndReadsItsConfigDrive() throws Exception {
    var plan = tinyPlan(5);

    driver.prepare(plan);
    driver.launch(plan);
    assertThat(only().state()).isEqualTo(CopyState.WAITING);
    driver.proceed(uid, 5);

    assertThat(only().state()).isEqualTo(CopyState.RUNNING);
    Eventually.within(BOOT_LIMIT)
        .untilAsserted(
            () -> assertThat(log()).contains("instance=" + uid, "hostname=web ssh-keys=1"));
  }

  @Test
  void guestThatIsAskedToShutsItselfDown() throws Exception {
    var plan = tinyPlan(5);
    driver.prepare(plan);
    driver.launch(plan);
    driver.proceed(uid, 5);
    Eventually.within(BOOT_LIMIT).untilAsserted(() -> assertThat(log()).contains("login:"));

    driver.askToEnd(uid, 5);
    assertThat(only().askedAt()).isNotNull();
    marked.clear();

    Eventually.within(BOOT_LIMIT).until("its end is told", () -> marked.contains(uid));
    var copy = only();
    assertThat(copy.state()).isEqualTo(CopyState.ENDED);
    assertThat(copy.ending().what()).isEqualTo("the guest shut itself down");
    assertThat(copy.askedAt()).isNotNull();
    assertThat(driver.look(uid).data()).isTrue();
  }

  /// A machine without a system hears no power button; so does one whose asker has gone.
  @Test
  void guestThatIgnoresTheButtonRunsOnUntilItIsKilledAndItsEndIsTold() throws Exception {
    var plan = blankPlan(5);
    driver.prepare(plan);
    driver.launch(plan);
    driver.proceed(uid, 5);

    driver.askToEnd(uid, 5);
    var asked = only();
    driver.close();
    driver = open();
    assertThat(only()).isEqualTo(asked);
    assertThat(asked.state()).isEqualTo(CopyState.RUNNING);
    driver.kill(uid, 5);

    assertThat(only().state()).isEqualTo(CopyState.ENDED);
    Eventually.within(Duration.ofSeconds(10)).until("marked", () -> marked.contains(uid));
  }

  @Test
  void restartedAgentAdoptsWhatRuns() throws Exception {
    var plan = blankPlan(5);
    driver.prepare(plan);
    driver.launch(plan);
    driver.proceed(uid, 5);
    var before = process();

    driver.close();
    driver = open();

    assertThat(only().state()).isEqualTo(CopyState.RUNNING);
    assertThat(process()).isEqualTo(before);
    assertThat(driver.instances().get(uid).name()).isEqualTo("web");
  }

  @Test
  void crashBetweenStartAndRecordIsAdoptedNeverDoubled() throws Exception {
    var plan = blankPlan(5);
    driver.prepare(plan);
    driver.launch(plan);
    var before = process();
    driver.close();
    var files = new QemuFiles(state, uid);
    CopyRecord.read(files.record())
        .orElseThrow()
        .starting(5, InstantSource.system().instant())
        .write(files.record());
    Files.delete(files.pidFile(5));

    driver = open();
    driver.launch(plan);

    assertThat(process()).isEqualTo(before);
    assertThat(qemus()).hasSize(1);
  }

  @Test
  void processKilledFromOutsideIsNoticedAndStartsAgain() throws Exception {
    var plan = blankPlan(5);
    driver.prepare(plan);
    driver.launch(plan);
    driver.proceed(uid, 5);

    new ProcessTable(new CommandRunner()).signal(process(), "KILL");

    Eventually.within(Duration.ofSeconds(10)).until("marked", () -> marked.contains(uid));
    Eventually.within(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(only().state()).isEqualTo(CopyState.ENDED));
    driver.launch(plan);
    assertThat(only().state()).isEqualTo(CopyState.WAITING);
  }

  @Test
  void secondCopyIsRefusedWhileOneOfAnotherEpochRuns() throws Exception {
    driver.prepare(blankPlan(5));
    driver.launch(blankPlan(5));

    assertThatThrownBy(() -> driver.launch(blankPlan(6)))
        .isInstanceOf(DriverException.class)
        .hasMessageContaining("epoch 5");
    assertThatThrownBy(() -> driver.erase(uid)).hasMessageContaining("still runs");
    assertThat(qemus()).hasSize(1);
  }

  @Test
  void everyStepMayBeRepeatedAndNothingIsLeft() throws Exception {
    var plan = blankPlan(5);
    for (int i = 0; i < 2; i++) {
      driver.prepare(plan);
      driver.launch(plan);
      driver.proceed(uid, 5);
    }
    for (int i = 0; i < 2; i++) {
      driver.kill(uid, 5);
    }
    for (int i = 0; i < 2; i++) {
      driver.discard(uid, 5);
      driver.erase(uid);
    }

    assertThat(driver.look(uid)).isEqualTo(Holding.NOTHING);
    assertThat(qemus()).isEmpty();
    try (var left = Files.walk(state)) {
      assertThat(left.filter(Files::isRegularFile)).containsExactly(state.resolve("blank.raw"));
    }
  }

  @Test
  void qemuRunsAsTheUserUnderSeccomp() throws Exception {
    driver.close();
    driver =
        new QemuDriver(
            new QemuSettings(state, Accelerator.TCG, Optional.of("nobody")),
            InstantSource.system(),
            _ -> {},
            marked::add);
    driver.prepare(blankPlan(5));
    driver.launch(blankPlan(5));

    var status = Files.readString(Path.of("/proc/" + process().pid() + "/status"));
    assertThat(status).containsPattern("Uid:\\s+65534").containsPattern("Seccomp:\\s+2");
  }

  @Test
  void startsAndLetsRunNothingThroughAClosedGate() throws Exception {
    var open = new AtomicBoolean();
    driver.close();
    driver =
        open(
            _ -> {
              if (!open.get()) {
                throw new DriverException(InstanceReasons.NODE_NOT_CONFIRMED, "closed");
              }
            });
    driver.prepare(blankPlan(5));

    assertThatThrownBy(() -> driver.launch(blankPlan(5))).hasMessage("closed");
    assertThat(qemus()).isEmpty();
    open.set(true);
    driver.launch(blankPlan(5));
    open.set(false);

    assertThatThrownBy(() -> driver.proceed(uid, 5)).hasMessage("closed");
    assertThat(driver.look(uid).copies().getFirst().state()).isEqualTo(CopyState.WAITING);
  }

  @Test
  void diskSmallerThanTheImageIsRefusedWithBothSizes() throws Exception {
    var plan = blankPlan(5);
    var small =
        new StartPlan(
            plan.instance(),
            5,
            new Machine(1, 64 << 20, 1 << 20, false, false),
            plan.image(),
            plan.guest(),
            plan.nic());

    assertThatThrownBy(() -> driver.prepare(small))
        .isInstanceOf(DriverException.class)
        .hasMessageContaining("1048576")
        .hasMessageContaining("10485760");
  }

  @Test
  void probeTellsAnAcceleratorThatRunsFromOneThatDoesNot() throws Exception {
    assertThat(KvmProbe.boots(state, "tcg", "max")).isTrue();
    assertThat(KvmProbe.boots(state, "no-such-accelerator", "max")).isFalse();
  }

  private QemuDriver open() throws Exception {
    return open(_ -> {});
  }

  private QemuDriver open(StartGate gate) throws Exception {
    var settings = new QemuSettings(state, Accelerator.TCG, Optional.empty());
    return new QemuDriver(settings, InstantSource.system(), gate, marked::add);
  }

  private StartPlan tinyPlan(long epoch) throws Exception {
    var image = new ImageChoice.DiskImage(TinyImage.require().toAbsolutePath(), "qcow2");
    return Plans.of(uid, epoch, image, Plans.guest("web", USER_DATA, List.of()));
  }

  private StartPlan blankPlan(long epoch) throws Exception {
    var image = state.resolve("blank.raw");
    if (!Files.exists(image)) {
      Files.write(image, new byte[10 << 20]);
    }
    return Plans.of(uid, epoch, new ImageChoice.DiskImage(image, "raw"));
  }

  private Copy only() throws Exception {
    var copies = driver.look(uid).copies();
    assertThat(copies).hasSize(1);
    return copies.getFirst();
  }

  private ManagedProcess process() throws Exception {
    var target = driver.portTarget(uid, 5).orElseThrow();
    return ((PortTarget.Tap) target).hypervisor();
  }

  private List<?> qemus() {
    return new ProcessTable(new CommandRunner())
        .find(argv -> argv.stream().anyMatch(word -> word.startsWith("ciao-" + uid)));
  }

  private String log() throws Exception {
    var out = new ByteArrayOutputStream();
    driver.log(uid).orElseThrow().copyTo(out, -1, false);
    return out.toString(StandardCharsets.UTF_8);
  }
}
