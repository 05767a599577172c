package io.ciao.scheduler.externalip;

import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whatever people, agents and the network pass do in between, and wherever passes end: no address
/// is in force twice, and in the end all are as they shall be.
class ExternalIPDeciderPropertyTest {
  private static final int CASES = 2_000;
  private static final int PASSES_MAX = 20;

  @Test
  void passesConvergeThoughTheyStopAnywhereAndOthersAct() {
    Seeds.check(CASES, ExternalIPDeciderPropertyTest::converges);
  }

  private static void converges(Gen gen) {
    var world = new ExternalIPWorld();
    for (int pass = gen.between(0, 40); pass > 0; pass--) {
      world.step(gen);
      if (gen.coin()) {
        var actions = ExternalIPDecider.decide(world.snapshot()).actions();
        var done = gen.coin() ? actions.size() : gen.between(0, actions.size());
        actions.subList(0, done).forEach(world::apply);
      }
    }
    rest(world);
    world.assertGoal();
  }

  private static void rest(ExternalIPWorld world) {
    for (int pass = 0; pass < PASSES_MAX; pass++) {
      List<ExternalIPAction> actions = ExternalIPDecider.decide(world.snapshot()).actions();
      // The pool's count is never stored here.
      var writes =
          actions.stream().filter(a -> !(a instanceof ExternalIPAction.SetPoolStatus)).toList();
      if (writes.isEmpty() && pass > 3) {
        return;
      }
      actions.forEach(world::apply);
      world.networkPass();
      world.agent("c0");
      world.agent("c1");
    }
    throw new AssertionError("not at rest after " + PASSES_MAX + " passes");
  }
}
