package io.ciao.scheduler.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.EffectiveSpec.Runtime;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.placement.Affinity;
import io.ciao.api.placement.InstanceAffinity;
import io.ciao.api.placement.InstanceSelector;
import io.ciao.api.placement.InstanceTerm;
import io.ciao.api.placement.SpreadConstraint;
import io.ciao.api.workload.Placement.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Nodes with four processors each.
class PreemptionTest {
  private static final InstanceSelector WEB = new InstanceSelector(Map.of("app", "web"), null);

  private final List<Resident> residents = new ArrayList<>();
  private boolean secondIsReady = true;

  private static Request wants(int vcpus, @Nullable Affinity affinity) {
    return wants(vcpus, 0, "web", affinity);
  }

  private static Request wants(
      int vcpus, int bytes, String app, @Nullable Affinity affinity, SpreadConstraint... spread) {
    var wish =
        new io.ciao.api.workload.Placement(null, null, null, null, affinity, List.of(spread), null);
    return new Request(Runtime.VM, vcpus, bytes, bytes, wish, "t1", Map.of("app", app));
  }

  private void runs(String name, Request request) {
    residents.add(
        new Resident(
            new InstanceRef("t1", name, name), 7, "n1", 1, Resident.State.MOVABLE, request));
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
              4,
              4,
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
    var near = new InstanceTerm(WEB, "host");
    var affinity = new Affinity(null, new InstanceAffinity(List.of(near), null), null);

    assertThat(plan(placer(), wants(1, affinity), 9)).isEqualTo("nowhere");
  }

  @Test
  void whomNoRuleCountsMayGo() {
    secondIsReady = false;
    runs("web", wants(1, 0, "web", null));
    runs("db", wants(3, 0, "db", null));
    var near = new InstanceAffinity(List.of(new InstanceTerm(WEB, "host")), null);
    assertThat(plan(placer(), wants(3, new Affinity(null, near, null)), 9))
        .isEqualTo("n1 without [db]");

    residents.removeFirst();
    assertThat(plan(placer(), wants(4, new Affinity(null, null, near)), 9))
        .as("anti-affinity")
        .isEqualTo("n1 without [db]");
  }

  @Test
  void instancesOfAnotherTenantGiveWayToo() {
    secondIsReady = false;
    var wish = new io.ciao.api.workload.Placement(null, null, null, null, null, null, null);
    runs("other", new Request(Runtime.VM, 4, 0, 0, wish, "t2", Map.of("app", "web")));

    assertThat(plan(placer(), wants(4, null), 9)).isEqualTo("n1 without [other]");
  }

  @Test
  void whomASpreadCountsStays() {
    secondIsReady = false;
    runs("web", wants(1, 0, "web", null));
    runs("db", wants(3, 0, "db", null));
    var even = new SpreadConstraint(2, "host", null, WEB);

    assertThat(plan(placer(), wants(3, 0, "web", null, even), 9)).isEqualTo("n1 without [db]");
    assertThat(plan(placer(), wants(4, 0, "web", null, even), 9)).isEqualTo("nowhere");
  }

  @Test
  void whoseAntiAffinityKeepsAwayNobodyHereMayGo() {
    var web = new InstanceTerm(WEB, "host");
    var affinity = new Affinity(null, null, new InstanceAffinity(List.of(web), null));
    residents.add(
        new Resident(
            new InstanceRef("t1", "keeper", "keeper"),
            7,
            "n2",
            1,
            Resident.State.MOVABLE,
            wants(1, 0, "db", affinity)));
    runs("db", wants(4, 0, "db", null));

    assertThat(plan(placer(), wants(4, null), 9)).isEqualTo("n1 without [db]");
  }

  @Test
  void memoryAndDiskBecomeFreeToo() {
    secondIsReady = false;
    runs("a", wants(1, 2, "web", null));
    runs("b", wants(1, 2, "web", null));

    assertThat(plan(placer(), wants(1, 2, "web", null), 9)).isEqualTo("n1 without [a]");
    assertThat(plan(placer(), wants(1, 4, "web", null), 9)).isEqualTo("n1 without [a, b]");
    assertThat(plan(placer(), wants(1, 5, "web", null), 9)).isEqualTo("nowhere");
  }

  @Test
  void ofEqualOnesThoseWithMostMemoryTheLowestUidAndTheFirstNode() {
    runs("b", "n1", 4, 1);
    runs("a", "n2", 4, 1);
    assertThat(plan(placer(), wants(4, null), 9)).isEqualTo("n1 without [b]");

    residents.clear();
    secondIsReady = false;
    runs("b", wants(2, 1, "web", null));
    runs("a", wants(2, 1, "web", null));
    assertThat(plan(placer(), wants(2, null), 9)).isEqualTo("n1 without [a]");
    residents.clear();
    runs("a", wants(2, 1, "web", null));
    runs("b", wants(2, 2, "web", null));
    assertThat(plan(placer(), wants(2, null), 9)).isEqualTo("n1 without [b]");
  }
}
