package io.ciao.scheduler.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Three parts: passes converge from any state though they stop after any action and others act in
/// between; the world refuses every illegal step; at rest the goal holds, stated apart from the
/// decider.
class NetworkDeciderPropertyTest {
  private static final int CASES = 3_000;
  private static final int PASSES_MAX = 60;

  @Test
  void passesConvergeThoughTheyStopAnywhereAndOthersAct() {
    Seeds.check(CASES, NetworkDeciderPropertyTest::converges);
  }

  private static void converges(Gen gen) {
    var world = NetworkWorld.generated(gen);
    for (int pass = gen.between(0, 25); pass > 0; pass--) {
      var actions = NetworkDecider.decide(world.snapshot(), NetworkWorld.WITH_IPV6).actions();
      // Once in a while a pass ends early, as if the process had been killed.
      var done = gen.coin() ? actions.size() : gen.between(0, actions.size());
      actions.subList(0, done).forEach(world::apply);
      world.step(gen);
    }
    rest(world);
    world.assertGoal();
  }

  private static void rest(NetworkWorld world) {
    for (int pass = 0; pass < PASSES_MAX; pass++) {
      var before = List.copyOf(world.concentrators.values());
      var snapshot = world.snapshot();
      var actions = NetworkDecider.decide(snapshot, NetworkWorld.WITH_IPV6).actions();
      assertThat(NetworkDecider.decide(snapshot, NetworkWorld.WITH_IPV6).actions())
          .isEqualTo(actions);
      actions.forEach(world::apply);
      var now = List.copyOf(world.concentrators.values());
      if (actions.isEmpty() && now.equals(before) && now.stream().allMatch(world::isApplied)) {
        return;
      }
      world.agentsWork();
    }
    throw new AssertionError("not at rest after " + PASSES_MAX + " passes");
  }
}
