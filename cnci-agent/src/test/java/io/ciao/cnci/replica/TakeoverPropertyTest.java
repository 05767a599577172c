package io.ciao.cnci.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import org.junit.jupiter.api.Test;

/// Two agents with one concentrator in simulated time, through losses of power, deaths of agents
/// and cuts in the network, at random. The world refuses two that are outside at once where their
/// agents live, and every epoch that does not grow; at rest one serves whole.
class TakeoverPropertyTest {
  private static final int CASES = 500;

  @Test
  void neverTwoAndAtLastOne() {
    Seeds.check(CASES, TakeoverPropertyTest::holds);
  }

  private static void holds(Gen gen) {
    var world = new TakeoverWorld(gen);
    for (var step = gen.between(1, 15); step > 0; step--) {
      world.disturb();
      world.run(gen.between(50, 4_000));
    }
    world.heal();
    world.run(15_000);
    world.assertOneServes();
  }

  @Test
  void deathOfTheOneThatServesIsOverWithinThreeSeconds() {
    Seeds.check(
        CASES,
        gen -> {
          var world = new TakeoverWorld(gen);
          world.run(5_000);
          var serving = world.outside();
          assertThat(serving).hasSize(1);
          world.powerOff(serving.getFirst());
          world.run(3_000);
          assertThat(world.outside()).hasSize(1).doesNotContainAnyElementsOf(serving);
        });
  }

  @Test
  void agentThatIsBackSoonKeepsTheRole() {
    Seeds.check(
        CASES,
        gen -> {
          var world = new TakeoverWorld(gen);
          world.run(5_000);
          var serving = world.outside();
          world.agentDies(serving.getFirst());
          world.run(gen.between(0, 500));
          world.agentStarts(serving.getFirst());
          world.run(5_000);
          assertThat(world.outside()).isEqualTo(serving);
          assertThat(world.epochs()).hasSize(1);
        });
  }
}
