package io.ciao.launcher.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.InstanceState;
import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.instance.Knowledge.Standing;
import io.ciao.launcher.network.PortState;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is decided for an instance that is to run here, and for one that is to stop.
class InstanceDeciderTest extends DeciderCases {
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

  /// Milliseconds since the port was asked for; a clock that went back delays nothing.
  @ParameterizedTest
  @CsvSource({"0, 2000", "500, 1500", "1999, 1", "-3600000, 2000"})
  void portIsLookedAtAgainWhenItsUsualTimeIsUp(long since, long left) {
    var world = world(desired(EPOCH));
    world.portLags = true;
    world.pass(Integer.MAX_VALUE);
    world.now = world.now.plusMillis(since);

    assertThat(decide(world)).isEqualTo(Decision.later(Duration.ofMillis(left)));
  }

  @Test
  void portThatNothingPassesIsSaidAndHoldsNothingUp() {
    var port = new PortState.Closed("nothing passes until web is there");
    var waiting = new Copy(DeciderWorld.NAME.uid(), EPOCH, CopyState.WAITING, THEN, null, null);
    var runs = new Copy(DeciderWorld.NAME.uid(), EPOCH, CopyState.RUNNING, THEN, null, null);

    assertThat(decide(running(EPOCH), port, waiting).actions())
        .containsExactly(new InstanceAction.Proceed(EPOCH));
    var facts = decide(running(EPOCH), port, runs).report().facts();
    assertThat(facts.state()).isEqualTo(InstanceState.Running);
    assertThat(facts.reason()).isEqualTo(InstanceReasons.WAITING_FOR_SECURITY_GROUP);
    assertThat(facts.message()).isEqualTo(port.why());
    assertThat(facts.interfacePlugged()).isFalse();
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
  void copyOfAnOlderEpochEndsBeforeTheNewOneStarts() {
    var world = running(EPOCH);
    world.desired = desired(EPOCH + 5);

    var steps = InstanceDecider.decide(world.snapshot()).actions();
    settle(world);

    assertThat(steps).containsExactly(new InstanceAction.AskToEnd(EPOCH));
    assertThat(world.runsPluggedAt(EPOCH + 5)).isTrue();
  }

  @Test
  void endOfAnOlderCopyIsSaidAtTheNewEpochWithoutItsTimes() {
    var world = running(EPOCH);
    world.stubborn = true;
    world.desired = desired(EPOCH + 5);
    world.pass(Integer.MAX_VALUE);

    var report = decide(world).report();

    assertThat(report.epoch()).isEqualTo(EPOCH + 5);
    assertThat(report.facts().state()).isEqualTo(InstanceState.Pending);
    assertThat(report.facts().message()).startsWith("its guest of epoch 10 was asked");
    assertThat(report.facts().startedAt()).isNull();
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
  void stoppedInstanceKeepsItsData() {
    var world = running(EPOCH);
    world.desired = stopped();

    settle(world);

    assertThat(world.living()).isZero();
    assertThat(world.data).isTrue();
    assertThat(world.told.getLast().facts().state()).isEqualTo(InstanceState.Stopped);
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
  void startIsHeldBackWhileNoRenewalIsAnsweredAndSaidOnceThatIsUnusual() {
    var world = world(desired(EPOCH));
    world.heldSince = world.now;

    var usual = InstanceDecider.decide(world.snapshot());
    world.now = world.now.plusMillis(500);
    var soon = InstanceDecider.decide(world.snapshot());
    world.now = world.heldSince.plus(InstanceDecider.HOLD_USUAL);
    var late = InstanceDecider.decide(world.snapshot());
    world.heldSince = null;
    settle(world);

    assertThat(usual).isEqualTo(Decision.later(InstanceDecider.HOLD_USUAL));
    assertThat(soon).isEqualTo(Decision.later(InstanceDecider.HOLD_USUAL.minusMillis(500)));
    assertThat(late.actions()).isEmpty();
    assertThat(late.report().facts().state()).isEqualTo(InstanceState.Pending);
    assertThat(late.report().facts().reason()).isEqualTo(InstanceReasons.NODE_NOT_CONFIRMED);
    assertThat(world.runsPluggedAt(EPOCH)).isTrue();
  }

  @Test
  void waitingMachineIsNotLetRunWhileNoRenewalIsAnswered() {
    var world = world(desired(EPOCH));
    world.portLags = true;
    world.pass(Integer.MAX_VALUE);
    world.portLags = false;
    world.heldSince = world.now.minusSeconds(9);

    settle(world);

    assertThat(world.living()).isEqualTo(1);
    assertThat(world.runsPluggedAt(EPOCH)).isFalse();
    assertThat(world.told.getLast().facts().state()).isEqualTo(InstanceState.Starting);
    assertThat(world.told.getLast().facts().reason()).isEqualTo(InstanceReasons.NODE_NOT_CONFIRMED);
  }

  @Test
  void whatRunsIsLeftAloneWhileNoRenewalIsAnswered() {
    var world = running(EPOCH);
    world.heldSince = world.now.minusSeconds(9);

    var running = InstanceDecider.decide(world.snapshot());
    world.desired = desired(EPOCH).restartedAt(world.now);
    var restart = InstanceDecider.decide(world.snapshot());

    assertThat(running.report().facts().reason()).isEmpty();
    assertThat(restart.actions()).isEmpty();
    assertThat(restart.report().facts().state()).isEqualTo(InstanceState.Running);
    assertThat(restart.report().facts().reason()).isEqualTo(InstanceReasons.NODE_NOT_CONFIRMED);
  }

  @Test
  void failedProbeChangesNothing() {
    var seen = world(desired(EPOCH)).snapshot();
    var unknown =
        with(seen, new Observation.Unknown("the engine does not answer"), seen.ingredients());

    var decision = InstanceDecider.decide(unknown);

    assertThat(decision).isEqualTo(Decision.later(InstanceDecider.SOON));
  }
}
