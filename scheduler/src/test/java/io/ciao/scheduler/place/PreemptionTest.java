package io.ciao.scheduler.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.EffectiveSpec.Runtime;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.placement.Affinity;
import io.ciao.api.placement.InstanceAffinity;
import io.ciao.api.placement.InstanceSelector;
import io.ciao.api.placement.InstanceTerm;
import io.ciao.api.workload.Placement.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Nodes with four processors each.
class PreemptionTest {
  private final List<Resident> residents = new ArrayList<>();
  private boolean secondIsReady = true;

  private static Request wants(int vcpus, @Nullable Affinity affinity) {
    var wish = new io.ciao.api.workload.Placement(null, null, null, null, affinity, null, null);
    return new Request(Runtime.VM, vcpus, 0, 0, wish, "t1", Map.of("app", "web"));
  }

  private void runs(String name, String node, int vcpus, int priority, Resident.State state) {
    residents.add(
        new Resident(
            new InstanceRef("t1", name, name), 7, node, priority, state, wants(vcpus, null)));
  }

  private void runs(String name, String node, int vcpus, int priority) {
    runs(name, node, vcpus, priority, Resident.State.MOVABLE);
  }

  private Placer placer() {
    var candidates = new ArrayList<Candidate>();
    for (var name : List.of("n1", "n2")) {
      var ready = name.equals("n1") || secondIsReady;
      var node =
          new NodeView(
              name,
              name,
              "h",
              ready,
              ready ? "" : "is lost",
              false,
              false,
              Set.of("compute"),
              Set.of("qemu"),
              Map.of("host", name),
              List.of(),
              4,
              1,
              1,
              0);
      var load = Load.NONE;
      for (var resident : residents) {
        load = resident.node().equals(name) ? load.plus(resident.request()) : load;
      }
      candidates.add(new Candidate(node, load));
    }
    return new Placer(candidates, Residents.of(residents), Strategy.SPREAD);
  }

  private static String plan(Placer placer, Request request, int priority) {
    assertThat(placer.place(request)).isInstanceOf(Placement.Unschedulable.class);
    return placer
        .makeRoom(request, priority)
        .map(
            room ->
                room.node().name()
                    + " without "
                    + room.victims().stream().map(v -> v.instance().name()).sorted().toList())
        .orElse("nowhere");
  }

  @Test
  void theLowestPriorityGivesWayAndOfEqualOnesTheFewest() {
    runs("a", "n1", 4, 5);
    runs("b", "n2", 2, 1);
    runs("c", "n2", 2, 1);

    assertThat(plan(placer(), wants(2, null), 9)).isEqualTo("n2 without [b]");
    assertThat(plan(placer(), wants(4, null), 9)).isEqualTo("n2 without [b, c]");
    residents.clear();
    runs("a", "n1", 4, 1);
    runs("b", "n2", 2, 1);
    runs("c", "n2", 2, 1);
    assertThat(plan(placer(), wants(4, null), 9)).isEqualTo("n1 without [a]");
  }

  @Test
  void equalAndHigherOnesAndThoseThatStayGiveWayToNobody() {
    runs("a", "n1", 4, 9);
    runs("b", "n2", 4, 1, Resident.State.STAYS);

    assertThat(plan(placer(), wants(1, null), 9)).isEqualTo("nowhere");
    assertThat(plan(placer(), wants(1, null), 10)).isEqualTo("n1 without [a]");
  }

  @Test
  void nobodyGoesInVain() {
    runs("low", "n1", 1, 1);
    runs("large", "n1", 3, 2);
    runs("b", "n2", 4, 9);

    assertThat(plan(placer(), wants(3, null), 9)).isEqualTo("n1 without [large]");
    assertThat(plan(placer(), wants(5, null), 9)).isEqualTo("nowhere");
  }

  @Test
  void roomThatIsBeingMadeIsWaitedForAndPromisedOnce() {
    runs("a", "n1", 4, 1, Resident.State.LEAVING);
    runs("b", "n2", 4, 5);
    var placer = placer();

    assertThat(plan(placer, wants(4, null), 9)).isEqualTo("n1 without []");
    assertThat(plan(placer, wants(4, null), 9)).isEqualTo("n2 without [b]");
    assertThat(plan(placer, wants(4, null), 9)).isEqualTo("nowhere");
  }

  @Test
  void whoLeavesRoomForSeveralIsToldOnce() {
    runs("a", "n1", 4, 1);
    runs("b", "n2", 4, 5);
    var placer = placer();

    assertThat(plan(placer, wants(2, null), 9)).isEqualTo("n1 without [a]");
    assertThat(plan(placer, wants(2, null), 9)).isEqualTo("n1 without []");
    assertThat(plan(placer, wants(2, null), 9)).isEqualTo("n2 without [b]");
  }

  @Test
  void noRoomIsMadeWhereAnotherRuleSaysNo() {
    runs("a", "n1", 4, 5);
    runs("b", "n2", 4, 1);
    secondIsReady = false;

    assertThat(plan(placer(), wants(4, null), 9)).isEqualTo("n1 without [a]");
    var away = new InstanceTerm(new InstanceSelector(Map.of("app", "web"), null), "host");
    var affinity = new Affinity(null, null, new InstanceAffinity(List.of(away), null));
    assertThat(plan(placer(), wants(4, affinity), 9)).isEqualTo("nowhere");
  }

  @Test
  void whoeverItWantsToBeNearToStays() {
    runs("a", "n1", 4, 1);
    var near = new InstanceTerm(new InstanceSelector(Map.of("app", "web"), null), "host");
    var affinity = new Affinity(null, new InstanceAffinity(List.of(near), null), null);

    assertThat(plan(placer(), wants(1, affinity), 9)).isEqualTo("nowhere");
  }
}
