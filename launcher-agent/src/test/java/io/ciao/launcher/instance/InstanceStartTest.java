package io.ciao.launcher.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.InstanceState;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.instance.StartHistory.Problem;
import io.ciao.launcher.network.PortState;
import io.ciao.launcher.report.Facts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// When an instance is started, started again and restarted on wish, and what is said meanwhile.
class InstanceStartTest extends DeciderCases {
  static Stream<Arguments> marks() {
    var written = new InstanceAction.RecordActed(EPOCH, "qemu");
    return Stream.of(
        arguments("no entry", Marks.NONE, List.of(written)),
        arguments("an older epoch", new Marks(true, EPOCH - 1, 0, false), List.of(written)),
        arguments("a tombstone", new Marks(true, EPOCH - 1, EPOCH - 1, true), List.of(written)),
        arguments("this epoch", new Marks(true, EPOCH, 0, false), List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("marks")
  void epochIsWrittenDownOnceAndBeforeAnythingIsMade(
      String what, Marks marks, List<InstanceAction> written) {
    var world = world(desired(EPOCH));
    world.marks = marks;
    var plan = DeciderWorld.plan(EPOCH);
    var made = new ArrayList<>(written);
    made.add(new InstanceAction.Prepare(plan));
    made.add(new InstanceAction.Launch(plan));
    made.add(new InstanceAction.Plug(EPOCH, plan.nic()));

    assertThat(decide(world).actions()).isEqualTo(made);
  }

  @Test
  void endIsCountedBeforeTheNextStart() {
    var world = running(EPOCH);
    var finished = SHUT_DOWN.finishedAt();
    var byItself = ended(THEN, null, SHUT_DOWN);
    var onWish = ended(THEN, THEN.plusSeconds(50), SHUT_DOWN);

    assertThat(decide(world, PortState.STALE, byItself).actions())
        .containsExactly(new InstanceAction.RecordEnd(THEN, finished, false));
    assertThat(decide(world, PortState.STALE, onWish).actions())
        .containsExactly(new InstanceAction.RecordEnd(THEN, finished, true));
    world.history = StartHistory.NONE.stopped(THEN);
    assertThat(decide(world, PortState.STALE, byItself).actions())
        .as("once counted")
        .containsExactly(new InstanceAction.Unplug());
  }

  /// A container whose start failed, and a machine that its maker ended before it ran.
  @Test
  void copyThatNeverRanHasNoEndToCount() {
    var world = running(EPOCH);

    for (var ending : Arrays.asList(null, SHUT_DOWN)) {
      assertThat(decide(world, PortState.ABSENT, ended(null, null, ending)).actions())
          .hasAtLeastOneElementOfType(InstanceAction.Launch.class);
    }
  }

  @Test
  void guestThatEndsAtOnceStartsAgainAfterDelaysThatGrow() {
    var world = running(EPOCH);
    world.addCopy(EPOCH, CopyState.ENDED);
    settle(world);
    assertThat(world.runsPluggedAt(EPOCH)).isTrue();
    assertThat(world.now).isEqualTo(THEN.plus(StartHistory.DELAY_FIRST));

    world.addCopy(EPOCH, CopyState.ENDED);
    settle(world);

    assertThat(world.runsPluggedAt(EPOCH)).isTrue();
    assertThat(world.now).isEqualTo(THEN.plus(StartHistory.DELAY_FIRST.multipliedBy(3)));
  }

  @Test
  void guestThatEndedIsSaidWithHowItEndedAndWhenItsNextStartFollows() {
    var world = running(EPOCH);
    world.history = StartHistory.NONE.ended(THEN, THEN);

    var said = decide(world, PortState.STALE, ended(THEN, null, SHUT_DOWN));
    var discarded = decide(world, PortState.STALE);

    assertThat(said.lookAgain()).isEqualTo(StartHistory.DELAY_FIRST);
    assertThat(said.report().facts())
        .isEqualTo(
            Facts.of(2, InstanceState.Exited)
                .because(
                    "Exited",
                    "it ended by itself: the guest shut down; start 2 follows at"
                        + " 2026-01-01T00:00:01Z")
                .started(THEN)
                .ended(SHUT_DOWN));
    assertThat(discarded.report().facts().message())
        .isEqualTo("it ended by itself; start 2 follows at 2026-01-01T00:00:01Z");
  }

  @Test
  void startThatFailedIsSaidWithItsReasonAndWhenTheNextFollows() {
    var world = world(desired(EPOCH));
    world.history = StartHistory.NONE.failed(new Problem("DiskFailed", "no room in /x"), THEN);

    var decision = decide(world);

    assertThat(decision.lookAgain()).isEqualTo(StartHistory.DELAY_FIRST);
    assertThat(decision.report().facts())
        .isEqualTo(
            Facts.of(2, InstanceState.Failed)
                .because("DiskFailed", "no room in /x; start 2 follows at 2026-01-01T00:00:01Z"));
  }

  @Test
  void waitsForWhatIsMissingAndSaysSo() {
    var world = world(desired(EPOCH));
    world.ready = false;

    var decision = InstanceDecider.decide(world.snapshot());

    assertThat(decision.actions()).isEmpty();
    assertThat(decision.report().facts().reason()).isEqualTo("WaitingForImage");
  }

  @Test
  void wishForARestartIsActedOnOnce() {
    var world = running(EPOCH);
    world.stubborn = true;
    world.desired = desired(EPOCH).restartedAt(world.now);

    settle(world);
    settle(world);

    assertThat(world.restarts).isEqualTo(1);
    assertThat(world.runsPluggedAt(EPOCH)).isTrue();
    assertThat(world.marks.restartedAt()).isEqualTo(world.desired.restartWish());
    assertThat(world.told)
        .extracting(report -> report.facts().state())
        .contains(InstanceState.Stopping)
        .endsWith(InstanceState.Running);
  }

  @Test
  void restartThatWasBegunBeforeTheAgentDiedIsEndedAndNotRepeated() {
    var world = running(EPOCH);
    world.desired = desired(EPOCH).restartedAt(world.now);
    // Stopped, and then the agent died before it wrote anything down.
    while (world.living() > 0) {
      world.pass(1);
    }

    settle(world);

    assertThat(world.restarts).isEqualTo(1);
    assertThat(world.runsPluggedAt(EPOCH)).isTrue();
  }

  @Test
  void firstStartCoversAnEarlierWishForARestart() {
    var world = world(desired(EPOCH));
    world.desired = desired(EPOCH).restartedAt(world.now);

    settle(world);

    assertThat(world.restarts).isZero();
    assertThat(world.marks.restartedAt()).isEqualTo(world.desired.restartWish());
  }

  static Stream<Arguments> lacking() {
    return Stream.of(
        arguments(new Ingredients.Waiting("WaitingForImage", "no image"), "no image"),
        arguments(new Ingredients.Unusable("LaunchFailure", "no such driver"), "no such driver"),
        arguments(new Ingredients.NotLooked(), "what a start needs is looked for"));
  }

  @ParameterizedTest
  @MethodSource("lacking")
  void nothingIsStoppedForARestartThatCouldNotStartAgain(Ingredients lacking, String said) {
    var world = running(EPOCH);
    world.desired = desired(EPOCH).restartedAt(world.now);
    var snapshot = world.snapshot();

    var decision = InstanceDecider.decide(with(snapshot, snapshot.observation(), lacking));

    assertThat(decision.actions()).isEmpty();
    assertThat(decision.lookAgain()).isEqualTo(InstanceDecider.SOON);
    assertThat(decision.report().facts().state()).isEqualTo(InstanceState.Running);
    assertThat(decision.report().facts().reason()).isEqualTo(InstanceReasons.RESTART_PENDING);
    assertThat(decision.report().facts().message()).endsWith("waits: " + said);
  }

  @Test
  void wishForARestartDoesNotWaitForTheDelayAfterFailures() {
    var world = running(EPOCH);
    world.addCopy(EPOCH, CopyState.ENDED);
    world.history = new StartHistory(5, world.now.plusSeconds(100), null, null);
    world.desired = desired(EPOCH).restartedAt(world.now);
    var before = world.now;

    settle(world);

    assertThat(world.runsPluggedAt(EPOCH)).isTrue();
    assertThat(world.now).isEqualTo(before);
  }
}
