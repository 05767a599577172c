package io.ciao.launcher.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ciao.api.instance.InstanceState;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.instance.InstanceSnapshot.Membership;
import io.ciao.launcher.instance.Knowledge.CheckAnswer;
import io.ciao.launcher.instance.Knowledge.Standing;
import io.ciao.launcher.network.PortState;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What is taken from an instance that is given up, deleted, unlisted or gone, and what is left.
class InstanceRemovalTest extends DeciderCases {
  private static final PortState LEAVING = new PortState.Leaving(THEN, "");

  @Test
  void epochIsGivenUpOnlyOnceTheInterfaceIsGone() {
    var world = running(EPOCH);
    world.portLags = true;
    world.portProblem = "subnet t1/net-1: ip failed";
    world.desired = releasing();

    settle(world);
    assertThat(world.living()).isZero();
    assertThat(world.marks.releasedEpoch()).as("the interface is there").isZero();
    assertThat(world.told.getLast().facts().message()).isEqualTo(world.portProblem);
    world.portProblem = "";
    settle(world);

    assertThat(world.marks.releasedEpoch()).isEqualTo(EPOCH);
  }

  @Test
  void unbindStopsReleasesAndKeepsTheData() {
    var world = running(EPOCH);
    world.stubborn = true;
    world.desired = releasing();

    settle(world);

    assertThat(world.living()).isZero();
    assertThat(world.data).isTrue();
    assertThat(world.marks.releasedEpoch()).isEqualTo(EPOCH);
    assertThat(world.told)
        .extracting(report -> report.facts().state())
        .contains(InstanceState.Stopping, InstanceState.Released);
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

  /// The ledger may have been lost; the copies say at which epoch they were made.
  @Test
  void copyThatNoEntryTellsOfIsAskedAboutAtItsOwnEpoch() {
    var world = running(EPOCH);
    world.marks = Marks.NONE;
    world.standing = Standing.UNLISTED;
    assertThat(decide(world).actions()).containsExactly(new InstanceAction.AskApiserver(EPOCH));

    world.truth = CheckAnswer.SUPERSEDED;
    settle(world);

    assertThat(world.holdsNothing()).isTrue();
    assertThat(world.marks.releasedEpoch()).isEqualTo(EPOCH);
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
    world.desired = deleted();

    settle(world);

    assertThat(world.holdsNothing()).isTrue();
    assertThat(world.desired).as("the finalizer is off").isNull();
  }

  @Test
  void finalizerIsTakenOffOnceHoweverLateTheWatchShowsIt() {
    var world = running(EPOCH);
    world.watchLags = true;
    world.desired = deleted();

    settle(world);

    assertThat(world.desired).isNull();
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

  static Stream<Arguments> leftovers() {
    var bury = new InstanceAction.Bury();
    var forget = new InstanceAction.Forget();
    return Stream.of(
        arguments("an entry", new Marks(true, EPOCH, EPOCH, false), List.of(bury, forget)),
        arguments("a tombstone", new Marks(true, EPOCH, EPOCH, true), List.of(forget)),
        arguments("no entry", Marks.NONE, List.of(forget)));
  }

  /// The kept object of an instance that was here goes at once; its entry keeps old starts away.
  @ParameterizedTest(name = "{0}")
  @MethodSource("leftovers")
  void whatIsLeftOfAnInstanceThatIsNotHereIsBuriedOnce(
      String what, Marks marks, List<InstanceAction> done) {
    var world = world(boundElsewhere());
    world.marks = marks;

    assertThat(decide(world).actions()).isEqualTo(done);
    world.desired = null;
    world.marks = Marks.NONE;
    assertThat(decide(world)).isEqualTo(Decision.NOTHING);
  }

  @Test
  void dataThatNoEntryTellsOfIsErasedOnlyWhereTheInstanceIsGone() {
    var world = world(boundElsewhere());
    world.data = true;
    settle(world);
    assertThat(world.data).as("the apiserver says that it counts").isTrue();

    var gone = world(boundElsewhere());
    gone.data = true;
    gone.truth = CheckAnswer.GONE;
    settle(gone);
    assertThat(gone.holdsNothing()).isTrue();
    assertThat(gone.desired).isNull();
  }

  /// Nothing of it is living, so nobody uses the interface, however far it had come.
  @ParameterizedTest
  @FieldSource("INTERFACES")
  void interfaceGoesBeforeTheDataHoweverFarItHadCome(PortState port) {
    for (var wish : List.of(deleted(), releasing(), stopped())) {
      var world = running(EPOCH);
      world.desired = wish;

      assertThat(decide(world, port).actions()).containsExactly(new InstanceAction.Unplug());
    }
  }

  static final List<PortState> INTERFACES =
      List.of(
          PortState.STALE,
          new PortState.Pending(THEN, ""),
          PortState.PLUGGED,
          new PortState.Closed("c"));

  @Test
  void objectWhoseFinalizerIsOffIsLookedAtAgainUntilTheWatchShowsIt() {
    var world = running(EPOCH);
    world.watchLags = true;
    world.desired = deleted();
    for (int pass = 0; pass < 10 && !decide(world).actions().isEmpty(); pass++) {
      world.pass(Integer.MAX_VALUE);
    }

    assertThat(world.holdsNothing()).isTrue();
    assertThat(world.marks.buried()).isTrue();
    assertThat(decide(world)).isEqualTo(Decision.later(InstanceDecider.ASK_AGAIN));
  }

  @Test
  void deletedObjectOfWhichNothingIsLeftNeedsNothingMore() {
    var world = world(deletedAndLetGo());
    world.marks = new Marks(true, EPOCH, EPOCH, true);

    assertThat(decide(world)).isEqualTo(Decision.NOTHING);
  }

  /// Once: with the finalizer, or for one that somebody else took it off.
  @Test
  void whatWasErasedIsToldOnce() {
    var world = world(deleted());
    world.marks = new Marks(true, EPOCH, EPOCH, false);
    assertThat(decide(world).actions())
        .extracting(action -> action.getClass().getSimpleName())
        .containsExactly("Tell", "RemoveFinalizer", "Bury");

    world.desired = deletedAndLetGo();
    assertThat(decide(world).actions())
        .extracting(action -> action.getClass().getSimpleName())
        .containsExactly("Tell", "Bury");
  }

  @Test
  void stoppedInstanceKeepsNoCopyOfAnotherEpoch() {
    var world = world(stopped());
    world.marks = new Marks(true, EPOCH, 0, false);
    world.data = true;
    world.addCopy(EPOCH - 2, CopyState.ENDED);
    world.addCopy(EPOCH, CopyState.ENDED);

    assertThat(decide(world).actions()).containsExactly(new InstanceAction.DiscardCopy(EPOCH - 2));
    settle(world);
    assertThat(world.told.getLast().facts().state()).isEqualTo(InstanceState.Stopped);
    assertThat(world.told.getLast().facts().ending()).as("of the copy that is left").isNotNull();
  }

  /// A node that was away may have been replaced; only the list that it reads on its return says
  /// so.
  @ParameterizedTest
  @EnumSource(Standing.class)
  void joiningNodeEndsNothingOfAnotherNodesBeforeItHasReadTheList(Standing standing) {
    var world = running(EPOCH);
    world.membership = Membership.REJOINING;
    world.desired = boundElsewhere();
    world.standing = standing;

    assertThat(decide(world).actions())
        .containsExactly(
            standing == Standing.UNSYNCED
                ? new InstanceAction.AskApiserver(EPOCH)
                : new InstanceAction.AskToEnd(EPOCH));
  }

  @Test
  void joiningNodeDropsWhatEndedAndItsInterfaceAndThenWaitsToBeAMember() {
    var world = running(EPOCH);
    world.membership = Membership.REJOINING;
    world.standing = Standing.UNLISTED;
    var ended = ended(THEN, THEN, SHUT_DOWN);

    var discard = new InstanceAction.DiscardCopy(EPOCH);
    assertThat(decide(world, PortState.STALE, ended).actions())
        .containsExactly(discard, new InstanceAction.Unplug());
    assertThat(decide(world, LEAVING, ended).actions()).containsExactly(discard);
    assertThat(decide(world, LEAVING)).isEqualTo(Decision.later(InstanceDecider.SOON));
    assertThat(decide(world, PortState.ABSENT)).isEqualTo(Decision.NOTHING);
  }
}
