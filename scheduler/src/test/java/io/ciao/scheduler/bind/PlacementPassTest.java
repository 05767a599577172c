package io.ciao.scheduler.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.instance.batch.LostNode;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.placement.Affinity;
import io.ciao.api.placement.InstanceAffinity;
import io.ciao.api.placement.InstanceSelector;
import io.ciao.api.placement.InstanceTerm;
import io.ciao.api.workload.Placement.Strategy;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.bind.PlacementDecider.Decision;
import io.ciao.scheduler.place.Candidate;
import io.ciao.scheduler.place.Request;
import io.ciao.scheduler.place.Resident;
import io.ciao.scheduler.place.Residents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a pass knows of those it refused, when it makes others give way, and when the next is due.
class PlacementPassTest {
  private static final ObjectKey NETWORK = new ObjectKey("t1", "default");
  private static final int MAX = PlacementDecider.EVICTIONS_PER_PASS_MAX;

  private final List<Candidate> nodes = new ArrayList<>();
  private final List<Resident> residents = new ArrayList<>();
  private final List<PendingInstance> pending = new ArrayList<>();
  private Set<String> used = Set.of();
  private Map<Request, NoRoom> refused = Map.of();

  private Decision decide() {
    // Five addresses.
    var subnet =
        new NetworkView(
            List.of(new SubnetView(Ipv4Subnet.parse("172.16.0.0/29"), null, "c", "198.18.0.100")),
            used,
            false);
    return PlacementDecider.decide(
        new PlacementSnapshot(
            nodes,
            Residents.of(residents),
            Strategy.SPREAD,
            pending,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            refused,
            Map.of(NETWORK, subnet)));
  }

  /// A node that may have one instance, and has it.
  private void full(String node, int priority) {
    var runs = new TestInstance("t1", "on-" + node).bind(node);
    var request = Request.of(PlacementDeciderTest.spec(runs.build()), "t1", Map.of());
    nodes.add(PlacementDeciderTest.node(node, 1).plus(request));
    residents.add(
        new Resident(
            InstanceRef.of(runs.build()),
            runs.binding.epoch(),
            node,
            priority,
            Resident.State.MOVABLE,
            request));
  }

  private TestInstance waits(String name, int priority) {
    var test = new TestInstance("t1", name);
    test.priority = priority;
    pending.add(PlacementDeciderTest.pending(test));
    return test;
  }

  private void changed(TestInstance test) {
    pending.removeIf(waits -> waits.instance().metadata().name().equals(test.name));
    pending.add(PlacementDeciderTest.pending(test));
  }

  private static Request request(TestInstance test) {
    return Request.of(PlacementDeciderTest.spec(test.build()), "t1", Map.of());
  }

  private static List<String> kinds(Decision decision) {
    return decision.actions().stream().map(a -> a.getClass().getSimpleName()).distinct().toList();
  }

  private static String only(Decision decision) {
    assertThat(decision.actions()).hasSize(1);
    return ((PlacementAction.Say) decision.actions().getFirst()).condition().message();
  }

  /// It wants to be near an instance with app=web.
  private TestInstance nearWeb(int priority) {
    var test = waits("near", priority);
    var web = new InstanceTerm(new InstanceSelector(Map.of("app", "web"), null), "host");
    test.affinity = new Affinity(null, new InstanceAffinity(List.of(web), null), null);
    changed(test);
    return test;
  }

  private void web(int priority) {
    var test = waits("web", priority);
    test.labels = Map.of("app", "web");
    changed(test);
  }

  @Test
  void anotherPassIsDueWhereSomebodyWasBoundAfterOneThatWantsCompany() {
    nodes.add(PlacementDeciderTest.node("n1", 0));
    nearWeb(5);
    assertThat(decide().more()).as("nobody was bound").isFalse();
    web(1);
    assertThat(decide().more()).isTrue();
  }

  @Test
  void noneIsDueForWhoSawThemAllOrLacksSomethingElse() {
    nodes.add(PlacementDeciderTest.node("n1", 0));
    web(9);
    var near = nearWeb(5);
    assertThat(decide().more()).as("bound before it").isFalse();

    near.priority = 10;
    near.memoryMib = 1L << 40;
    changed(near);
    assertThat(decide().more()).as("it lacks memory").isFalse();
  }

  /// What is known of a request is believed up to the priority that was tried.
  @Test
  void whatIsKnownIsNotTriedAgain() {
    nodes.add(PlacementDeciderTest.node("n1", 0));
    var large = waits("large", 0);
    large.memoryMib = 1L << 40;
    changed(large);
    var why = decide().refused().get(request(large)).why();
    nodes.clear();
    pending.clear();
    full("n1", 0);
    var wants = waits("wants", 5);

    refused = Map.of(request(wants), new NoRoom(why, 0, 5, true));
    assertThat(only(decide())).contains("lacks memory");
    refused = Map.of(request(wants), new NoRoom(why, 0, NoRoom.NOT_TRIED, true));
    assertThat(kinds(decide())).containsExactly("Preempt", "Say");
    wants.preemptionPolicy = "Never";
    changed(wants);
    assertThat(only(decide())).contains("lacks memory");
  }

  @Test
  void nobodyGivesWayToOneThatCanHaveNoAddress() {
    full("n1", 0);
    var wants = waits("wants", 5);
    used = Set.of("172.16.0.2", "172.16.0.3", "172.16.0.4", "172.16.0.5");
    assertThat(kinds(decide())).as("one is left").containsExactly("Preempt", "Say");

    used = Set.of("172.16.0.2", "172.16.0.3", "172.16.0.4", "172.16.0.5", "172.16.0.6");
    var decision = decide();
    assertThat(kinds(decision)).containsExactly("Say");
    assertThat(decision.refused().get(request(wants)).lasts()).as("an address may come").isFalse();

    wants.network = new InstanceNetwork("172.16.0.0/29", "c", "172.16.0.6", "m", 1);
    changed(wants);
    assertThat(kinds(decide())).as("it has one").containsExactly("Preempt", "Say");
  }

  @Test
  void whatNobodyCanGiveWayToLastsUntilSomethingChanges() {
    full("n1", 5);
    var wants = waits("wants", 5);

    var decision = decide();

    assertThat(kinds(decision)).containsExactly("Say");
    assertThat(decision.refused().get(request(wants)).lasts()).isTrue();
  }

  @Test
  void prioritiesBelowZeroAreOrderedToo() {
    full("n1", -5);
    waits("wants", -1);

    assertThat(kinds(decide())).containsExactly("Preempt", "Say");
  }

  @Test
  void onePassTellsOnlySoManyToGo() {
    for (int i = 0; i <= MAX; i++) {
      full("n%04d".formatted(i), 0);
      waits("w%04d".formatted(i), 5);
    }

    var decision = decide();

    assertThat(decision.actions())
        .filteredOn(action -> action instanceof PlacementAction.Preempt)
        .hasSize(MAX);
    assertThat(decision.refused().values())
        .as("the last one is tried again")
        .singleElement()
        .matches(room -> !room.lasts());
  }

  @Test
  void oneOfALostNodeSaysSoThere() {
    var test = new TestInstance("t1", "web").bind("n1");
    test.memoryMib = 1L << 40;
    nodes.add(PlacementDeciderTest.node("n2", 0));
    pending.add(
        new PendingInstance(
            test.build(),
            null,
            PlacementDeciderTest.spec(test.build()),
            true,
            null,
            new LostNode("n1", 7)));

    var condition = ((PlacementAction.Say) decide().actions().getFirst()).condition();

    assertThat(condition.type()).isEqualTo(InstanceReasons.NODE_AVAILABLE);
    assertThat(condition.reason()).isEqualTo(InstanceReasons.NODE_LOST);
    assertThat(condition.message()).startsWith("node n1 is lost, and no node can take it: n2");
  }
}
