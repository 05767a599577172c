package io.ciao.scheduler.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Three parts: passes converge from any state though they stop after any action; the world refuses
/// every illegal step; at rest the goal holds, stated apart from the decider.
class PlacementDeciderPropertyTest {
  private static final int CASES = 2_000;
  private static final int PASSES_MAX = 60;

  @Test
  void passesConvergeThoughTheyStopAnywhereAndDoNothingIllegal() {
    Seeds.check(CASES, PlacementDeciderPropertyTest::converges);
  }

  private static void converges(Gen gen) {
    var world = PlacementWorld.generated(gen);
    for (int pass = 0; pass < PASSES_MAX; pass++) {
      var snapshot = world.snapshot();
      var decision = PlacementDecider.decide(snapshot);
      assertThat(PlacementDecider.decide(snapshot)).as("same snapshot").isEqualTo(decision);
      if (decision.actions().isEmpty()) {
        world.assertGoal();
        return;
      }
      var actions = decision.actions();
      // Once in a while a pass ends early, as if the process had been killed.
      var done = gen.coin() ? actions.size() : gen.between(0, actions.size());
      actions.subList(0, done).forEach(world::apply);
    }
    throw new AssertionError("not at rest after " + PASSES_MAX + " passes");
  }

  @Test
  void nobodyGetsTheRoomOfOneAheadOfThem() {
    Seeds.check(
        CASES,
        gen -> {
          var world = PlacementWorld.generated(gen);
          for (var instance : world.instances.values()) {
            instance.vcpus = 1;
            instance.memoryMib = 256;
            instance.runtime = "vm";
            instance.image = "tiny";
            instance.pinned = null;
            instance.nodeSelector = Map.of();
            instance.running = true;
          }
          world.assertNobodyIsPassedOver(PlacementDecider.decide(world.snapshot()).actions());
        });
  }

  @Test
  void whatChangesLaterIsTakenUp() {
    Seeds.check(
        CASES / 4,
        gen -> {
          var world = PlacementWorld.generated(gen);
          converge(world);

          world.images.add("absent");
          world.instances.values().removeIf(_ -> gen.oneIn(3));
          world.instances.values().forEach(i -> i.running = gen.oneIn(4) ? null : i.running);

          converge(world);
          world.assertGoal();
        });
  }

  private static void converge(PlacementWorld world) {
    for (int pass = 0; pass < PASSES_MAX; pass++) {
      var actions = PlacementDecider.decide(world.snapshot()).actions();
      if (actions.isEmpty()) {
        return;
      }
      actions.forEach(world::apply);
    }
    throw new AssertionError("not at rest after " + PASSES_MAX + " passes");
  }
}
