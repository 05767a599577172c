package io.ciao.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.store.CommitFault;
import io.ciao.testkit.Seeds;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// One story, told again and again: instances start, a node is cut off, what was on it moves, and
/// the node comes back. Each time a process ends at another of its writes, before it or after it,
/// or a commit's answer is lost; the end is always the same. A long run tries every write there is.
class CrashTest {
  private static final long SEED = 7;
  private static final int INSTANCES = 4;

  /// By then somebody leads.
  private static final long LEADER_BY = 1_000;

  /// Of so many writes a normal run tries one.
  private static final int SCHEDULER_STRIDE = 48;

  private static final int AGENT_STRIDE = 48;
  private static final int COMMIT_STRIDE = 180;

  /// What is done to a world when its story begins.
  private interface Fate {
    /// Before anything else.
    default void first(World world) {}

    /// Once there is a leader.
    void befall(World world);
  }

  /// One that befalls an agent, which may end while it joins.
  private record Early(Consumer<World> what) implements Fate {
    @Override
    public void first(World world) {
      what.accept(world);
    }

    @Override
    public void befall(World world) {}
  }

  /// What a story came to.
  private record End(int schedulerWrites, List<Integer> agentWrites, int commits) {}

  @Test
  void theLeaderMayEndAtAnyWrite() throws InterruptedException {
    var whole = story(_ -> {});
    assertThat(whole.schedulerWrites()).isGreaterThan(10);
    for (int nth = first(SCHEDULER_STRIDE); nth <= whole.schedulerWrites(); ) {
      for (var done : List.of(false, true)) {
        var at = nth;
        told("scheduler ends at write " + at, world -> leader(world).vitals.endAt(at, done));
      }
      nth += stride(SCHEDULER_STRIDE);
    }
  }

  @Test
  void anAgentMayEndAtAnyWrite() throws InterruptedException {
    var whole = story(_ -> {});
    for (int node = 0; node < whole.agentWrites().size(); node++) {
      for (int nth = first(AGENT_STRIDE); nth <= whole.agentWrites().get(node); ) {
        for (var done : List.of(false, true)) {
          var who = node;
          var at = nth;
          told(
              "agent of n" + who + " ends at write " + at,
              new Early(world -> world.nodes.get(who).boot().vitals.endAt(at, done)));
        }
        nth += stride(AGENT_STRIDE);
      }
    }
  }

  @Test
  void theAnswerOfAnyCommitMayBeLost() throws InterruptedException {
    var whole = story(_ -> {});
    for (int nth = first(COMMIT_STRIDE); nth <= whole.commits(); nth += stride(COMMIT_STRIDE)) {
      var at = nth;
      for (var fault : List.of(CommitFault.UNCLEAR_DONE, CommitFault.UNCLEAR_NOT_DONE)) {
        told(fault + " of commit " + at, world -> world.store.fault(at, fault));
      }
    }
  }

  private static int first(int stride) {
    return Seeds.longRun() ? 1 : 1 + stride / 2;
  }

  private static int stride(int normally) {
    return Seeds.longRun() ? 1 : normally;
  }

  private static void told(String what, Fate fate) throws InterruptedException {
    try {
      story(fate);
    } catch (AssertionError e) {
      throw new AssertionError(what + ": " + e.getMessage(), e);
    }
  }

  private static End story(Fate fate) throws InterruptedException {
    try (var world = World.calm(SEED, 3, 3)) {
      fate.first(world);
      world.run(LEADER_BY);
      var commits = world.store.commits();
      var leader = leader(world);
      fate.befall(world);
      var agents = world.nodes.stream().map(SimNode::boot).toList();
      for (int i = 0; i < INSTANCES; i++) {
        Setting.create(world.admin, "i" + i, i == 0);
      }
      SimulationTest.rest(world);
      world.nodes.getFirst().cut(12_000, true, true);
      world.run(12_000);
      SimulationTest.rest(world);
      return new End(
          leader.vitals.writes(),
          agents.stream().map(agent -> agent.vitals.writes()).toList(),
          world.store.commits() - commits);
    }
  }

  private static SimScheduler leader(World world) {
    return world.places.stream()
        .map(place -> place.scheduler)
        .filter(scheduler -> scheduler != null && scheduler.leads())
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody leads"));
  }
}
