package io.ciao.scheduler.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.api.placement.Affinity;
import io.ciao.api.placement.InstanceAffinity;
import io.ciao.api.placement.InstanceSelector;
import io.ciao.api.placement.InstanceTerm;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.place.Placement;
import io.ciao.scheduler.place.Placer;
import io.ciao.scheduler.place.Request;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Three parts: passes converge from any state though they stop after any action; the world refuses
/// every illegal step; at rest the goal holds, stated apart from the decider.
class PlacementDeciderPropertyTest {
  private static final int CASES = 2_000;
  private static final int PASSES_MAX = 60;

  @Test
  void passesConvergeThoughTheyStopAnywhereAndDoNothingIllegal() {
    Seeds.check(CASES, PlacementDeciderPropertyTest::converges);
  }

  private static void converges(Gen gen) {
    var world = PlacementWorld.generated(gen);
    for (int pass = 0; pass < PASSES_MAX; pass++) {
      var snapshot = world.snapshot();
      var decision = PlacementDecider.decide(snapshot);
      assertThat(PlacementDecider.decide(snapshot)).as("same snapshot").isEqualTo(decision);
      if (decision.actions().isEmpty()) {
        world.assertGoal();
        return;
      }
      var actions = decision.actions();
      // Once in a while a pass ends early, as if the process had been killed.
      var done = gen.coin() ? actions.size() : gen.between(0, actions.size());
      actions.subList(0, done).forEach(world::apply);
    }
    throw new AssertionError("not at rest after " + PASSES_MAX + " passes");
  }

  @Test
  void nobodyGetsTheRoomOfOneAheadOfThem() {
    Seeds.check(
        CASES,
        gen -> {
          var world = PlacementWorld.generated(gen);
          for (var instance : world.instances.values()) {
            instance.vcpus = 1;
            instance.memoryMib = 256;
            instance.runtime = "vm";
            instance.image = "tiny";
            instance.pinned = null;
            instance.nodeSelector = Map.of();
            instance.running = true;
          }
          world.assertNobodyIsPassedOver(PlacementDecider.decide(world.snapshot()).actions());
        });
  }

  @Test
  void whatChangesLaterIsTakenUp() {
    Seeds.check(
        CASES / 4,
        gen -> {
          var world = PlacementWorld.generated(gen);
          converge(world);

          world.images.add("absent");
          world.instances.values().removeIf(_ -> gen.oneIn(3));
          world.instances.values().forEach(i -> i.running = gen.oneIn(4) ? null : i.running);

          converge(world);
          world.assertGoal();
        });
  }

  private static void converge(PlacementWorld world) {
    for (int pass = 0; pass < PASSES_MAX; pass++) {
      var actions = PlacementDecider.decide(world.snapshot()).actions();
      if (actions.isEmpty()) {
        return;
      }
      actions.forEach(world::apply);
    }
    throw new AssertionError("not at rest after " + PASSES_MAX + " passes");
  }

  @Test
  void whoeverAChangeCanHelpIsTriedAgain() {
    Seeds.check(
        CASES,
        gen -> {
          var world = PlacementWorld.generated(gen);
          world.instances.values().forEach(i -> mind(gen, i));
          var waiters = new Waiters();
          var before = world.snapshot();
          for (int pass = 0; pass < 5; pass++) {
            var now = world.snapshot();
            var known =
                waiters.stillRefused(
                    now.candidates(), changedNodes(before, now), tenants(before, now));
            known.forEach((request, no) -> assertThat(no.why()).isEqualTo(placed(now, request)));
            var decision = PlacementDecider.decide(world.snapshot(known));
            var all = PlacementDecider.decide(now);
            if (makesRoom(decision)) {
              // What others leave besides helps those who were not tried in the next pass.
              assertThat(news(all)).containsSubsequence(news(decision));
            } else {
              assertThat(news(decision)).as("as if everybody were tried").isEqualTo(news(all));
            }
            waiters.decided(decision);
            var actions = decision.actions();
            var done = gen.coin() ? actions.size() : gen.between(0, actions.size());
            actions.subList(0, done).forEach(world::apply);
            for (int i = gen.between(0, 2); i > 0; i--) {
              world.happens(gen);
            }
            before = now;
          }
        });
  }

  @Test
  void nobodyIsTriedAgainWhereNothingChanged() {
    Seeds.check(
        CASES / 4,
        gen -> {
          var world = PlacementWorld.generated(gen);
          converge(world);
          var now = world.snapshot();
          var decision = PlacementDecider.decide(now);
          var waiters = new Waiters();
          waiters.stillRefused(now.candidates(), Set.of(), Set.of());
          waiters.decided(decision);

          var preempting = decision.touchedNodes();
          var known = waiters.stillRefused(world.snapshot().candidates(), Set.of(), Set.of());

          if (preempting.isEmpty()) {
            var lasting = new HashMap<>(decision.refused());
            lasting.values().removeIf(no -> !no.lasts());
            assertThat(known.keySet()).isEqualTo(lasting.keySet());
          }
        });
  }

  private static Placement placed(PlacementSnapshot snapshot, Request request) {
    return new Placer(snapshot.candidates(), snapshot.residents(), snapshot.strategy())
        .place(request);
  }

  /// All but how one words that it waits on: that room is kept for another is a reason in one pass.
  private static List<Object> news(PlacementDecider.Decision decision) {
    return decision.actions().stream()
        .filter(action -> !waitsOn(action))
        .map(
            action ->
                action instanceof PlacementAction.Say say
                    ? Map.entry(say.ref(), say.condition().reason())
                    : action)
        .toList();
  }

  private static boolean makesRoom(PlacementDecider.Decision decision) {
    return decision.actions().stream().anyMatch(PlacementAction.Preempt.class::isInstance);
  }

  private static boolean waitsOn(PlacementAction action) {
    return action instanceof PlacementAction.Say(var instance, var condition)
        && InstanceReasons.UNSCHEDULABLE.equals(condition.reason())
        && Conditions.find(instance.status().conditions(), InstanceReasons.SCHEDULED)
            .filter(before -> InstanceReasons.UNSCHEDULABLE.equals(before.reason()))
            .isPresent();
  }

  /// Some want to be near others, or away from them.
  private static void mind(Gen gen, TestInstance instance) {
    instance.labels = Map.of("app", gen.pick("a", "b"));
    var term =
        new InstanceTerm(new InstanceSelector(Map.of("app", gen.pick("a", "b")), null), "zone");
    var required = new InstanceAffinity(List.of(term), null);
    if (gen.oneIn(3)) {
      instance.affinity =
          gen.coin() ? new Affinity(null, required, null) : new Affinity(null, null, required);
    }
  }

  private static Set<String> changedNodes(PlacementSnapshot before, PlacementSnapshot now) {
    return now.candidates().stream()
        .map(candidate -> candidate.node().name())
        .filter(
            name ->
                !Set.copyOf(before.residents().onNode(name))
                    .equals(Set.copyOf(now.residents().onNode(name))))
        .collect(Collectors.toSet());
  }

  private static Set<String> tenants(PlacementSnapshot before, PlacementSnapshot now) {
    return Stream.of("t1", "t2")
        .filter(
            tenant ->
                !Set.copyOf(before.residents().ofTenant(tenant))
                    .equals(Set.copyOf(now.residents().ofTenant(tenant))))
        .collect(Collectors.toSet());
  }
}
