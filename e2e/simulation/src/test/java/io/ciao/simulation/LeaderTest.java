package io.ciao.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.store.Selection;
import io.ciao.store.StoredObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Leaders that know too little, or lead no more.
class LeaderTest {
  private static final long SEED = 3;

  private static SimScheduler leader(World world) {
    return place(world).scheduler;
  }

  private static World.SchedulerPlace place(World world) {
    return world.places.stream()
        .filter(place -> place.scheduler != null && place.scheduler.leads())
        .findFirst()
        .orElseThrow();
  }

  private static List<String> onLostOrCut(World world, String node) {
    return world.store.list(Selection.of("instances")).objects().stream()
        .filter(i -> i.view().at("/status/binding/nodeName").asText().equals(node))
        .map(i -> i.key().name())
        .toList();
  }

  /// A node is lost while no other has room, and is back before the leader sees that; then there is
  /// room.
  @Test
  void aNodeThatIsBackKeepsItsInstancesWhateverTheLeaderStillBelieves()
      throws InterruptedException {
    try (var world = World.calm(SEED, 3, 2)) {
      world.run(3_000);
      for (int i = 0; i < world.room; i++) {
        Setting.create(world.admin, "i" + i, false);
      }
      SimulationTest.rest(world);
      var node = world.nodes.getFirst();
      node.cut(12_000, true, true);
      world.run(11_000);
      assertThat(world.membership(node.name())).startsWith("Lost");
      assertThat(onLostOrCut(world, node.name())).as("no room elsewhere").hasSize(2);
      var place = place(world);
      place.lagging = ResourceType.NODES;
      place.lag = 60_000;
      place.lagUntil = world.now() + 20_000;
      world.run(6_000);
      assertThat(world.membership(node.name())).startsWith("Member");

      Setting.delete(world.admin, onLostOrCut(world, world.nodes.get(1).name()).getFirst());
      world.run(6_000);

      assertThat(onLostOrCut(world, node.name())).hasSize(2);
      assertThat(world.counts()).doesNotContainKey("taken from a lost node");
      SimulationTest.rest(world);
    }
  }

  @Test
  void whatIsDeletedOnALostNodeGoesAndItsCopyWhenTheNodeIsBack() throws InterruptedException {
    try (var world = World.calm(SEED, 3, 2)) {
      world.run(3_000);
      Setting.create(world.admin, "i0", true);
      SimulationTest.rest(world);
      var node = nodeOf(world, "i0");
      node.cut(15_000, true, true);
      world.run(9_000);
      assertThat(world.membership(node.name())).startsWith("Lost");

      Setting.delete(world.admin, "i0");
      world.run(1_000);

      assertThat(instance(world, "i0")).isEmpty();
      assertThat(node.running()).as("nobody can tell it").hasSize(1);
      SimulationTest.rest(world);
      assertThat(node.running()).isEmpty();
    }
  }

  /// The leader still takes it for lost when it writes.
  @Test
  void whatIsDeletedOnANodeThatIsBackWaitsForTheNode() throws InterruptedException {
    try (var world = World.calm(SEED, 3, 2)) {
      world.run(3_000);
      Setting.create(world.admin, "i0", true);
      SimulationTest.rest(world);
      var node = nodeOf(world, "i0");
      node.cut(12_000, true, true);
      world.run(11_000);
      assertThat(world.membership(node.name())).startsWith("Lost");
      var place = place(world);
      place.lagging = ResourceType.NODES;
      place.lag = 60_000;
      place.lagUntil = world.now() + 20_000;
      world.run(6_000);
      assertThat(world.membership(node.name())).startsWith("Member");

      node.freeze(2_000);
      Setting.delete(world.admin, "i0");
      world.run(1_500);

      assertThat(node.running()).hasSize(1);
      assertThat(onLostOrCut(world, node.name())).containsExactly("i0");
      SimulationTest.rest(world);
      assertThat(instance(world, "i0")).isEmpty();
    }
  }

  private static Optional<StoredObject> instance(World world, String name) {
    return world.store.get(Invariants.instanceKey(name));
  }

  private static SimNode nodeOf(World world, String name) {
    var bound = instance(world, name).orElseThrow().view().at("/status/binding/nodeName").asText();
    return world.nodes.stream().filter(n -> n.name().equals(bound)).findFirst().orElseThrow();
  }

  @Test
  void whatALeaderWritesAfterItsTermIsRefusedAndNothingRunsTwice() throws InterruptedException {
    try (var world = World.calm(SEED, 3, 2)) {
      world.run(3_000);
      var old = leader(world);
      world.places.stream().filter(p -> p.scheduler != old).forEach(world::elect);
      assertThat(old.leads()).as("nobody has told it").isTrue();

      for (int i = 0; i < world.room; i++) {
        Setting.create(world.admin, "i" + i, false);
      }
      SimulationTest.rest(world);

      assertThat(old.leads()).isFalse();
      assertThat(world.counts().get("term refused")).isEqualTo(1);
      assertThat(world.counts().get("started")).isEqualTo(world.room);
    }
  }
}
