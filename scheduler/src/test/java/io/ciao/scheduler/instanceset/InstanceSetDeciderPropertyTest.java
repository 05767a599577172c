package io.ciao.scheduler.instanceset;

import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import org.junit.jupiter.api.Test;

/// Three parts: passes converge from any state though they stop after any action and others act in
/// between; the world refuses every illegal step; at rest the goal holds, stated apart from the
/// decider.
class InstanceSetDeciderPropertyTest {
  private static final int CASES = 2_000;
  private static final int PASSES_MAX = 400;

  @Test
  void passesConvergeThoughTheyStopAnywhereAndOthersAct() {
    Seeds.check(CASES, InstanceSetDeciderPropertyTest::converges);
  }

  private static void converges(Gen gen) {
    var world = new SetWorld();
    for (int pass = gen.between(0, 40); pass > 0; pass--) {
      world.pass(gen.coin() ? Integer.MAX_VALUE : gen.between(0, 3));
      world.step(gen);
    }
    for (int pass = 0; pass < PASSES_MAX; pass++) {
      if (world.pass(Integer.MAX_VALUE) && world.idle()) {
        world.assertGoal();
        return;
      }
      world.othersWork(gen, true);
    }
    throw new AssertionError("not at rest after " + PASSES_MAX + " passes: " + world.status);
  }
}
