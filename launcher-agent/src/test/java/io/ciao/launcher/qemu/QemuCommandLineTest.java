package io.ciao.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.driver.Machine;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.testing.Plans;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QemuCommandLineTest {
  private static final String UID = "11111111-2222-3333-4444-555555555555";
  private static final StartPlan PLAN = Plans.of(UID, 77, new ImageChoice.NoImage());

  @Test
  void namesTheCopyByUidAndEpochAndWaitsBeforeTheFirstInstruction() {
    var argv = QemuCommandLine.of(launch(PLAN, "/s", Accelerator.TCG));

    assertThat(argv).containsSequence("-name", "ciao-" + UID + "-77");
    assertThat(argv).containsSequence("-uuid", UID);
    assertThat(argv).contains("-S", "-nodefaults", "-no-user-config");
    assertThat(argv).doesNotContain("-daemonize");
  }

  @Test
  void plugsTheTapWithTheInstancesMacAndMtu() {
    var argv = QemuCommandLine.of(launch(PLAN, "/s", Accelerator.TCG));

    assertThat(argv)
        .anyMatch(word -> word.contains("mac=02:00:ac:10:00:02") && word.contains("host_mtu=1450"))
        .anyMatch(word -> word.startsWith("tap,id=net0,ifname=p-") && word.contains("script=no"));
  }

  @Test
  void commaInAPathIsWrittenTwice() {
    var argv = QemuCommandLine.of(launch(PLAN, "/s,t", Accelerator.TCG));

    assertThat(argv)
        .anyMatch(word -> word.endsWith("filename=/s,,t/instances/" + UID + "/root.qcow2"));
  }

  @Test
  void kvmRunsOnTheHostsProcessorAndTcgWithASmallCache() {
    assertThat(QemuCommandLine.of(launch(PLAN, "/s", Accelerator.KVM)))
        .containsSequence("-accel", "kvm", "-cpu", "host");
    assertThat(QemuCommandLine.of(launch(PLAN, "/s", Accelerator.TCG)))
        .containsSequence("-accel", "tcg,tb-size=32", "-cpu", "max");
  }

  @Test
  void memoryIsRoundedUpToWholeMebibytes() {
    var odd = plan(new Machine(3, (64L << 20) + 1, 0, false, false));

    var argv = QemuCommandLine.of(launch(odd, "/s", Accelerator.TCG));

    assertThat(argv).containsSequence("-m", "65M").containsSequence("-smp", "3");
  }

  @Test
  void becomesTheUserAndIsConfined() {
    var launch =
        new QemuLaunch(
            PLAN,
            new QemuFiles(Path.of("/s"), UID),
            Accelerator.TCG,
            Optional.of("nobody"),
            Optional.empty());

    assertThat(QemuCommandLine.of(launch))
        .containsSequence("-runas", "nobody")
        .contains("on,obsolete=deny,spawn=deny,resourcecontrol=deny");
  }

  @Test
  void uidThatIsNoUuidIsNotPassedAsOne() {
    var plan = Plans.of("not-a-uuid", 1, new ImageChoice.NoImage());

    assertThat(QemuCommandLine.of(launch(plan, "/s", Accelerator.TCG))).doesNotContain("-uuid");
  }

  private static StartPlan plan(Machine machine) {
    return new StartPlan(
        PLAN.instance(), PLAN.epoch(), machine, PLAN.image(), PLAN.guest(), PLAN.nic());
  }

  private static QemuLaunch launch(StartPlan plan, String state, Accelerator accelerator) {
    var files = new QemuFiles(Path.of(state), plan.uid());
    return new QemuLaunch(plan, files, accelerator, Optional.empty(), Optional.empty());
  }
}
