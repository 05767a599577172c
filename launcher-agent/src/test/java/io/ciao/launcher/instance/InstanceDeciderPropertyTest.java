package io.ciao.launcher.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.ciao.api.instance.InstanceState;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.instance.Desired.Bound;
import io.ciao.launcher.instance.Desired.Deletion;
import io.ciao.launcher.instance.InstanceSnapshot.Membership;
import io.ciao.launcher.instance.Knowledge.CheckAnswer;
import io.ciao.launcher.instance.Knowledge.Standing;
import io.ciao.testkit.Seeds;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// From any state, although every pass may stop after any action, the world comes to rest without
/// ever being told to do something forbidden, and at rest it is what was wanted.
class InstanceDeciderPropertyTest {
  private static final int CASES = Seeds.cases(20_000);
  private static final int PASSES_MAX = 60;

  @Test
  void comesToRestAtWhatIsWantedFromAnyState() {
    for (long seed = 0; seed < CASES; seed++) {
      var random = new SplittableRandom(seed);
      var world = generate(random);
      var before = world.describe();
      try {
        settle(world, random);
        requireGoal(world);
      } catch (DeciderWorld.Refused | AssertionError e) {
        fail(
            "seed "
                + seed
                + ": "
                + e.getMessage()
                + "\nfrom "
                + before
                + "\nto   "
                + world.describe(),
            e);
      }
    }
  }

  @Test
  void decidesTheSameForTheSameSnapshot() {
    for (long seed = 0; seed < Seeds.cases(2_000); seed++) {
      var snapshot = generate(new SplittableRandom(seed)).snapshot();
      assertThat(InstanceDecider.decide(snapshot)).isEqualTo(InstanceDecider.decide(snapshot));
    }
  }

  private static void settle(DeciderWorld world, SplittableRandom random) {
    for (int pass = 0; pass < PASSES_MAX; pass++) {
      // Most passes are cut short; now and then one runs to its end.
      var steps = random.nextInt(4) == 0 ? Integer.MAX_VALUE : random.nextInt(3);
      var rest = world.pass(steps);
      if (rest && world.pass(Integer.MAX_VALUE)) {
        return;
      }
    }
    fail("not at rest after " + PASSES_MAX + " passes");
  }

  private static DeciderWorld generate(SplittableRandom random) {
    var world = new DeciderWorld();
    var epoch = 10 + random.nextInt(3);
    var bound =
        random.nextInt(6) == 0
            ? null
            : new Bound(
                random.nextInt(6) == 0 ? "other-node" : DeciderWorld.NODE,
                epoch,
                random.nextInt(5) == 0);
    world.desired =
        random.nextInt(8) == 0
            ? null
            : new Desired(
                DeciderWorld.NAME,
                1,
                bound,
                Deletion.values()[Math.max(0, random.nextInt(6) - 3)],
                random.nextInt(4) != 0,
                random.nextBoolean(),
                "qemu",
                wish(random));
    world.standing = Standing.values()[random.nextInt(Standing.values().length)];
    world.truth = CheckAnswer.values()[1 + random.nextInt(4)];
    world.membership = random.nextInt(6) == 0 ? Membership.REJOINING : Membership.MEMBER;
    world.heldSince = random.nextInt(6) == 0 ? world.now.minusSeconds(random.nextInt(4)) : null;
    world.ready = random.nextInt(5) != 0;
    world.stubborn = random.nextBoolean();
    world.portLags = random.nextBoolean();
    world.watchLags = random.nextBoolean();
    generateHeld(world, random);
    return world;
  }

  private static @Nullable Instant wish(SplittableRandom random) {
    var hour = random.nextInt(6) - 3;
    return hour < 0 ? null : Instant.EPOCH.plusSeconds(hour);
  }

  /// What an earlier life of the node left behind: at most one copy alive, its epoch on disk.
  private static void generateHeld(DeciderWorld world, SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      return;
    }
    var acted = 9 + random.nextInt(4);
    var released = random.nextInt(3) == 0 ? acted - random.nextInt(2) : 0;
    world.marks = new Marks(true, acted, released, false, wish(random));
    world.data = random.nextInt(4) != 0;
    if (world.data && random.nextInt(4) != 0) {
      var state = CopyState.values()[random.nextInt(3)];
      world.addCopy(acted, state);
      if (state != CopyState.ENDED && (state == CopyState.RUNNING || random.nextBoolean())) {
        world.plug(acted);
      }
      if (state == CopyState.RUNNING && random.nextInt(4) == 0) {
        world.ask(acted);
      }
      if (random.nextInt(5) == 0) {
        world.plugForSomethingGone();
      }
    }
    if (random.nextInt(6) == 0) {
      world.addCopy(acted - 2, CopyState.ENDED);
    }
    if (world.holdsNothing() && random.nextBoolean()) {
      world.marks = new Marks(true, acted, acted, true);
    }
  }

  /// The goal, said without the decider's rules.
  private static void requireGoal(DeciderWorld world) {
    var desired = world.desired;
    var here =
        desired != null
            && desired.binding() != null
            && desired.binding().nodeUid().equals(DeciderWorld.NODE)
            && world.standing != Standing.UNLISTED;
    if (here && desired.deletion() == Deletion.NONE) {
      requireBoundGoal(world, desired);
    } else if (here && desired.deletion() == Deletion.SHOWN_BY_API) {
      assertThat(world.holdsNothing()).as("everything is removed").isTrue();
    } else if (!here && known(world) && endedByTruth(world)) {
      assertThat(world.living()).as("copies of an epoch that no longer counts").isZero();
      if (world.membership == Membership.MEMBER) {
        assertThat(world.holdsNothing()).as("everything of an old epoch is removed").isTrue();
        assertThat(world.desired).isNull();
      }
    }
  }

  private static boolean known(DeciderWorld world) {
    return world.desired != null || world.standing != Standing.UNSYNCED;
  }

  private static boolean endedByTruth(DeciderWorld world) {
    return world.truth == CheckAnswer.GONE || world.truth == CheckAnswer.SUPERSEDED;
  }

  private static void requireBoundGoal(DeciderWorld world, Desired desired) {
    var binding = desired.binding();
    var last = world.told.isEmpty() ? null : world.told.getLast();
    if (binding.releasing() || binding.epoch() <= world.marks.releasedEpoch()) {
      assertThat(world.living()).as("living copies after a release").isZero();
      assertThat(world.portGone()).isTrue();
      assertThat(world.marks.releasedEpoch()).isGreaterThanOrEqualTo(binding.epoch());
      assertThat(last.facts().state()).isEqualTo(InstanceState.Released);
      assertThat(last.epoch()).isEqualTo(binding.epoch());
    } else if (binding.epoch() >= world.marks.actedEpoch() && !desired.running()) {
      assertThat(world.living()).as("living copies of a stopped instance").isZero();
      assertThat(last.facts().state()).isEqualTo(InstanceState.Stopped);
    } else if (binding.epoch() >= world.marks.actedEpoch()
        && world.ready
        && world.heldSince == null
        && world.membership == Membership.MEMBER) {
      assertThat(world.runsPluggedAt(binding.epoch())).as("runs at the binding's epoch").isTrue();
      assertThat(world.living()).isEqualTo(1);
      assertThat(desired.restartDue(world.marks)).as("a restart is still due").isFalse();
      assertThat(world.restarts).as("restarts for one wish").isLessThanOrEqualTo(1);
      assertThat(last.facts().state()).isEqualTo(InstanceState.Running);
    }
  }
}
