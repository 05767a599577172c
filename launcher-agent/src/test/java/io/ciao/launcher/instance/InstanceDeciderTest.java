package io.ciao.launcher.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.InstanceState;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.instance.Desired.Bound;
import io.ciao.launcher.instance.Desired.Deletion;
import io.ciao.launcher.instance.InstanceSnapshot.Membership;
import io.ciao.launcher.instance.Knowledge.CheckAnswer;
import io.ciao.launcher.instance.Knowledge.Standing;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InstanceDeciderTest {
  private static final long EPOCH = 10;

  @Test
  void makesAndStartsInOneOrder() {
    var world = world(desired(EPOCH));

    var decision = InstanceDecider.decide(world.snapshot());

    assertThat(decision.actions())
        .extracting(action -> action.getClass().getSimpleName())
        .containsExactly("RecordActed", "Prepare", "Launch", "Plug");
  }

  @Test
  void machineWaitsForItsPortAndRunsOnceItIsWhole() {
    var world = world(desired(EPOCH));
    world.portLags = true;

    var first = world.pass(Integer.MAX_VALUE);
    var waiting = InstanceDecider.decide(world.snapshot());
    settle(world);

    assertThat(first).isFalse();
    assertThat(waiting).isEqualTo(Decision.later(InstanceDecider.PORT_USUAL));
    assertThat(world.runsPluggedAt(EPOCH)).isTrue();
  }

  @Test
  void portThatIsLateIsSaidAndWhatIsInItsWay() {
    var world = world(desired(EPOCH));
    world.portLags = true;
    world.pass(Integer.MAX_VALUE);

    world.now = world.now.plus(InstanceDecider.PORT_USUAL);
    var late = InstanceDecider.decide(world.snapshot());
    world.portProblem = "port p-1 waits: its tap is not made yet";
    var stuck = InstanceDecider.decide(world.snapshot());

    assertThat(late.report().facts().state()).isEqualTo(InstanceState.Starting);
    assertThat(late.report().facts().message()).contains("waits for its subnet's turn");
    assertThat(stuck.report().facts().reason()).isEqualTo(InstanceReasons.NETWORK_FAILURE);
    assertThat(stuck.report().facts().message()).isEqualTo(world.portProblem);
    assertThat(stuck.actions()).isEmpty();
  }

  @Test
  void epochIsGivenUpOnlyOnceTheInterfaceIsGone() {
    var world = running(EPOCH);
    world.portLags = true;
    world.portProblem = "subnet t1/net-1: ip failed";
    world.desired =
        new Desired(
            DeciderWorld.NAME,
            1,
            new Bound(DeciderWorld.NODE, EPOCH, true),
            Deletion.NONE,
            true,
            true,
            "qemu");

    settle(world);
    assertThat(world.living()).isZero();
    assertThat(world.marks.releasedEpoch()).as("the interface is there").isZero();
    assertThat(world.told.getLast().facts().message()).isEqualTo(world.portProblem);
    world.portProblem = "";
    settle(world);

    assertThat(world.marks.releasedEpoch()).isEqualTo(EPOCH);
  }

  @Test
  void interfaceThatCannotBeDescribedIsWaitedForAndSaid() {
    var world = running(EPOCH);
    world.plugForSomethingGone();
    world.network =
        new IngredientsReader.Network.Missing("WaitingForConcentrator", "it has no gateway");

    var decision = InstanceDecider.decide(world.snapshot());

    assertThat(decision.actions()).isEmpty();
    assertThat(decision.report().facts().state()).isEqualTo(InstanceState.Running);
    assertThat(decision.report().facts().reason()).isEqualTo("WaitingForConcentrator");
  }

  @Test
  void startsByStartAloneBeforeTheApiShowsTheInstance() {
    var world = world(desired(EPOCH));
    world.standing = Standing.AHEAD;

    settle(world);

    assertThat(world.runsPluggedAt(EPOCH)).isTrue();
  }

  @Test
  void servesTheKeptObjectWhileTheApiIsAway() {
    var world = world(desired(EPOCH));
    world.standing = Standing.UNSYNCED;

    settle(world);

    assertThat(world.runsPluggedAt(EPOCH)).isTrue();
  }

  @Test
  void replayedStartOfReleasedEpochStartsNothing() {
    var world = world(desired(EPOCH));
    world.marks = new Marks(true, EPOCH, EPOCH, true);
    world.standing = Standing.AHEAD;

    settle(world);

    assertThat(world.living()).isZero();
    assertThat(world.holdsNothing()).isTrue();
  }

  @Test
  void unbindStopsReleasesAndKeepsTheData() {
    var world = running(EPOCH);
    world.stubborn = true;
    world.desired =
        new Desired(
            DeciderWorld.NAME,
            1,
            new Bound(DeciderWorld.NODE, EPOCH, true),
            Deletion.NONE,
            true,
            true,
            "qemu");

    settle(world);

    assertThat(world.living()).isZero();
    assertThat(world.data).isTrue();
    assertThat(world.marks.releasedEpoch()).isEqualTo(EPOCH);
    assertThat(world.told)
        .extracting(report -> report.facts().state())
        .contains(InstanceState.Stopping, InstanceState.Released);
  }

  @Test
  void copyOfAnOlderEpochEndsBeforeTheNewOneStarts() {
    var world = running(EPOCH);
    world.desired = desired(EPOCH + 5);

    var steps = InstanceDecider.decide(world.snapshot()).actions();
    settle(world);

    assertThat(steps).containsExactly(new InstanceAction.AskToEnd(EPOCH));
    assertThat(world.runsPluggedAt(EPOCH + 5)).isTrue();
  }

  @Test
  void olderInputUndoesNothingThatWasDoneAtAHigherEpoch() {
    var world = running(EPOCH + 5);
    for (var older : List.of(desired(EPOCH), desired(EPOCH + 4))) {
      world.desired = older;

      assertThat(InstanceDecider.decide(world.snapshot()).actions()).isEmpty();
    }

    assertThat(world.runsPluggedAt(EPOCH + 5)).isTrue();
  }

  @Test
  void whatTheListLacksIsAskedAboutBeforeItIsTouched() {
    for (var keep : List.of(CheckAnswer.CURRENT, CheckAnswer.UNREADABLE)) {
      var world = running(EPOCH);
      world.standing = Standing.UNLISTED;
      world.truth = keep;

      settle(world);

      assertThat(world.runsPluggedAt(EPOCH)).as("after the answer " + keep).isTrue();
    }
  }

  @Test
  void whatIsGoneIsRemovedWithItsData() {
    for (var gone : List.of(CheckAnswer.GONE, CheckAnswer.SUPERSEDED)) {
      var world = running(EPOCH);
      world.standing = Standing.UNLISTED;
      world.truth = gone;

      settle(world);

      assertThat(world.holdsNothing()).as("after the answer " + gone).isTrue();
      assertThat(world.marks.buried()).isTrue();
      assertThat(world.desired).isNull();
    }
  }

  @Test
  void deletionErasesReportsAndThenLetsTheObjectGo() {
    var world = running(EPOCH);
    world.desired =
        new Desired(
            DeciderWorld.NAME,
            2,
            new Bound(DeciderWorld.NODE, EPOCH, false),
            Deletion.SHOWN_BY_API,
            true,
            true,
            "qemu");

    settle(world);

    assertThat(world.holdsNothing()).isTrue();
    assertThat(world.desired).as("the finalizer is off").isNull();
  }

  @Test
  void finalizerIsTakenOffOnceHoweverLateTheWatchShowsIt() {
    var world = running(EPOCH);
    world.watchLags = true;
    world.desired =
        new Desired(
            DeciderWorld.NAME,
            2,
            new Bound(DeciderWorld.NODE, EPOCH, false),
            Deletion.SHOWN_BY_API,
            true,
            true,
            "qemu");

    settle(world);

    assertThat(world.desired).isNull();
  }

  @Test
  void stoppedInstanceKeepsItsData() {
    var world = running(EPOCH);
    world.desired = stopped();

    settle(world);

    assertThat(world.living()).isZero();
    assertThat(world.data).isTrue();
    assertThat(world.told.getLast().facts().state()).isEqualTo(InstanceState.Stopped);
  }

  @Test
  void guestThatEndedByItselfStartsAgainAfterItsDelay() {
    var world = running(EPOCH);
    world.addCopy(EPOCH, CopyState.ENDED);
    world.history = StartHistory.NONE.ended(world.now, world.now);

    var decision = InstanceDecider.decide(world.snapshot());
    settle(world);

    assertThat(decision.report().facts().state()).isEqualTo(InstanceState.Exited);
    assertThat(decision.lookAgain()).isEqualTo(StartHistory.DELAY_FIRST);
    assertThat(world.runsPluggedAt(EPOCH)).isTrue();
  }

  @Test
  void guestThatIgnoresTheButtonIsEndedWhenItsTimeIsUpAndItIsSaidUntilThen() {
    var world = running(EPOCH);
    world.stubborn = true;
    world.desired = stopped();
    world.pass(Integer.MAX_VALUE);
    var asked = world.now;

    var waiting = InstanceDecider.decide(world.snapshot());
    world.now = asked.plus(InstanceDecider.STOP_GRACE).minusMillis(1);
    var early = InstanceDecider.decide(world.snapshot());
    world.now = asked.plus(InstanceDecider.STOP_GRACE);
    var due = InstanceDecider.decide(world.snapshot());

    assertThat(waiting.report().facts().state()).isEqualTo(InstanceState.Stopping);
    assertThat(waiting.report().facts().message())
        .contains("asked to shut down", asked.plus(InstanceDecider.STOP_GRACE).toString());
    assertThat(waiting.lookAgain()).isEqualTo(InstanceDecider.STOP_GRACE);
    assertThat(early.actions()).isEmpty();
    assertThat(early.lookAgain()).isEqualTo(Duration.ofMillis(1));
    assertThat(due.actions()).containsExactly(new InstanceAction.Kill(EPOCH));
  }

  /// However few workers there are: nobody waits inside a pass.
  @Test
  void stopsOfManyStubbornGuestsTakeOneGrace() {
    var worlds = Stream.generate(() -> running(EPOCH)).limit(500).toList();
    worlds.forEach(
        world -> {
          world.stubborn = true;
          world.desired = stopped();
        });

    worlds.forEach(world -> world.pass(Integer.MAX_VALUE));
    var looks = worlds.stream().map(world -> InstanceDecider.decide(world.snapshot())).toList();
    worlds.forEach(world -> world.now = world.now.plus(InstanceDecider.STOP_GRACE));
    worlds.forEach(world -> world.pass(Integer.MAX_VALUE));

    assertThat(looks)
        .allSatisfy(look -> assertThat(look.lookAgain()).isEqualTo(InstanceDecider.STOP_GRACE));
    assertThat(worlds).allSatisfy(world -> assertThat(world.living()).isZero());
  }

  @Test
  void stopThatIsTakenBackIsFinishedAndStartsAgainAtOnce() {
    var world = running(EPOCH);
    world.stubborn = true;
    world.ask(EPOCH);
    var before = world.now;

    settle(world);

    assertThat(world.runsPluggedAt(EPOCH)).isTrue();
    assertThat(world.now).isEqualTo(before.plus(InstanceDecider.STOP_GRACE));
    assertThat(world.history.failures()).isZero();
  }

  @Test
  void clockThatWentBackDoesNotProlongAStop() {
    var world = running(EPOCH);
    world.ask(EPOCH);
    world.now = world.now.minusSeconds(3600);
    world.desired = stopped();

    var decision = InstanceDecider.decide(world.snapshot());

    assertThat(decision.actions()).containsExactly(new InstanceAction.AskToEnd(EPOCH));
  }

  @Test
  void machineThatNeverRanIsNotAskedToShutDown() {
    var world = running(EPOCH);
    world.addCopy(EPOCH, CopyState.WAITING);
    world.desired = stopped();

    var decision = InstanceDecider.decide(world.snapshot());

    assertThat(decision.actions()).containsExactly(new InstanceAction.Kill(EPOCH));
  }

  @Test
  void joiningNodeEndsCopiesThatTheListDoesNotShowAndStartsNothing() {
    var world = running(EPOCH);
    world.membership = Membership.REJOINING;
    world.desired = desired(EPOCH + 5);

    settle(world);

    assertThat(world.living()).isZero();
    assertThat(world.data).isTrue();
  }

  @Test
  void failedProbeChangesNothing() {
    var seen = world(desired(EPOCH)).snapshot();
    var unknown =
        new InstanceSnapshot(
            seen.instance(),
            seen.knowledge(),
            seen.marks(),
            new Observation.Unknown("the engine does not answer"),
            seen.ingredients(),
            seen.network(),
            seen.self(),
            seen.timing());

    var decision = InstanceDecider.decide(unknown);

    assertThat(decision).isEqualTo(Decision.later(InstanceDecider.SOON));
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

  @Test
  void nothingIsStoppedForARestartThatCouldNotStartAgain() {
    var world = running(EPOCH);
    world.desired = desired(EPOCH).restartedAt(world.now);
    world.ready = false;

    var decision = InstanceDecider.decide(world.snapshot());

    assertThat(decision.actions()).isEmpty();
    assertThat(decision.report().facts().state()).isEqualTo(InstanceState.Running);
    assertThat(decision.report().facts().reason()).isEqualTo(InstanceReasons.RESTART_PENDING);
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

  @Test
  void delayOfStartsDoublesUpToItsLimit() {
    assertThat(StartHistory.delay(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(StartHistory.delay(4)).isEqualTo(Duration.ofSeconds(8));
    assertThat(StartHistory.delay(100)).isEqualTo(StartHistory.DELAY_MAX);
  }

  @Test
  void endAfterALongHealthyRunCountsAsTheFirst() {
    var started = world(desired(EPOCH)).now;
    var many = new StartHistory(7, started, null, null);

    var history = many.ended(started, started.plus(StartHistory.HEALTHY_AFTER));

    assertThat(history.failures()).isEqualTo(1);
  }

  private static Desired desired(long epoch) {
    return new Desired(
        DeciderWorld.NAME,
        1,
        new Bound(DeciderWorld.NODE, epoch, false),
        Deletion.NONE,
        true,
        true,
        "qemu");
  }

  private static Desired stopped() {
    return new Desired(
        DeciderWorld.NAME,
        2,
        new Bound(DeciderWorld.NODE, EPOCH, false),
        Deletion.NONE,
        false,
        true,
        "qemu");
  }

  private static DeciderWorld world(Desired desired) {
    var world = new DeciderWorld();
    world.desired = desired;
    return world;
  }

  private static DeciderWorld running(long epoch) {
    var world = world(desired(epoch));
    world.marks = new Marks(true, epoch, 0, false);
    world.data = true;
    world.addCopy(epoch, CopyState.RUNNING);
    world.plug(epoch);
    return world;
  }

  private static void settle(DeciderWorld world) {
    for (int pass = 0; pass < 20; pass++) {
      if (world.pass(Integer.MAX_VALUE)) {
        return;
      }
    }
    throw new AssertionError("not at rest: " + world.describe());
  }
}
