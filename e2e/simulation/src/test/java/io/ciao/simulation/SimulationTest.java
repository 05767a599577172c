package io.ciao.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Many worlds, each with its own misfortune: nodes that are cut off, stopped, killed and switched
/// off, agents and schedulers that end at any write, schedulers that lead side by side, caches that
/// are stale or miss what happened, an etcd that stalls or whose answers are lost.
class SimulationTest {
  private static final int WORLDS = 12;
  private static final long TROUBLE = 60_000;
  private static final long REST_MAX = 180_000;
  private static final long REST = 3_000;

  @Test
  void whateverHappensNothingRunsTwiceAndInTheEndAllThatIsWantedRuns() {
    var counts = new TreeMap<String, Integer>();
    Seeds.check(WORLDS, gen -> live(gen, counts));

    System.out.println("simulation: " + counts);
    if (Seeds.cases(WORLDS) >= WORLDS) {
      assertThat(counts)
          .as("what has to happen to be tried")
          .containsKeys("taken from a lost node", "started", "term refused", "two lead");
    }
  }

  private static void live(Gen gen, Map<String, Integer> counts) {
    try (var world = World.troubled(gen)) {
      for (int i = gen.between(0, world.room / 2); i < world.room; i++) {
        Setting.create(world.admin, "i" + i, gen.oneIn(4));
      }
      world.run(TROUBLE);
      world.heal();
      rest(world);
      world.counts().forEach((what, times) -> counts.merge(what, times, Integer::sum));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Lets time pass until all is as it should be, and has been for a while.
  static void rest(World world) throws InterruptedException {
    var end = world.now() + REST_MAX;
    var since = world.now();
    while (world.now() - since < REST) {
      world.run(500);
      var unrest = world.invariants.unrest();
      if (!unrest.isEmpty()) {
        since = world.now();
        assertThat(world.now()).as("%s", unrest).isLessThan(end);
      }
    }
  }
}
