package io.ciao.scheduler.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.EffectiveSpec.Runtime;
import io.ciao.api.node.Taint;
import io.ciao.api.placement.Affinity;
import io.ciao.api.placement.InstanceAffinity;
import io.ciao.api.placement.InstanceSelector;
import io.ciao.api.placement.InstanceTerm;
import io.ciao.api.placement.NodeAffinity;
import io.ciao.api.placement.NodeTerm;
import io.ciao.api.placement.NodeTerms;
import io.ciao.api.placement.Requirement;
import io.ciao.api.placement.SpreadConstraint;
import io.ciao.api.placement.Toleration;
import io.ciao.api.placement.WeightedInstanceTerm;
import io.ciao.api.placement.WeightedNodeTerm;
import io.ciao.api.workload.Placement.Strategy;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Whole passes over generated clusters, judged by rules that are written here once more: never
/// over capacity, never against a rule, a true reason for every node, the same answer twice, and
/// more capacity never makes an instance unplaceable.
class PlacementRulesPropertyTest {
  private static final int CASES = 1_200;
  private static final String ZONE = "zone";
  private static final List<String> KEYS = List.of(ZONE, "host");
  private static final List<String> APPS = List.of("a", "b");

  /// A cluster, the instances that want a node one after the other, and where they went.
  private record Cluster(
      List<Candidate> candidates, List<Resident> residents, List<Request> wanted, Strategy how) {}

  @Test
  void everyAnswerIsTrue() {
    Seeds.check(CASES, gen -> judge(cluster(gen)));
  }

  @Test
  void moreCapacityMakesNothingUnplaceable() {
    Seeds.check(
        CASES / 4,
        gen -> {
          var cluster = cluster(gen);
          var request = cluster.wanted().getFirst();
          if (placer(cluster).place(request) instanceof Placement.Bound) {
            var more = cluster.candidates().stream().map(c -> larger(gen, c)).toList();
            var twins = new ArrayList<>(more);
            more.forEach(c -> twins.add(twin(c)));
            twins.sort(Comparator.comparing(c -> c.node().name()));
            assertThat(place(cluster, more, request)).isInstanceOf(Placement.Bound.class);
            assertThat(place(cluster, twins, request)).isInstanceOf(Placement.Bound.class);
          }
        });
  }

  private static Placement place(Cluster cluster, List<Candidate> nodes, Request request) {
    return new Placer(nodes, Residents.of(cluster.residents()), cluster.how()).place(request);
  }

  private static Placer placer(Cluster cluster) {
    return new Placer(cluster.candidates(), Residents.of(cluster.residents()), cluster.how());
  }

  private static void judge(Cluster cluster) {
    var placer = placer(cluster);
    var again = placer(cluster);
    var world = new World(cluster);
    for (var request : cluster.wanted()) {
      var answer = placer.place(request);
      assertThat(again.place(request)).as("same snapshot").isEqualTo(answer);
      switch (answer) {
        case Placement.Bound(var node) -> {
          assertThat(world.whyNot(request, node)).as("%s on %s", request, node.name()).isEmpty();
          placer.take(node, request);
          again.take(node, request);
          world.take(request, node);
        }
        case Placement.Unschedulable none -> world.assertTrueFor(request, none);
      }
    }
  }

  /// The rules once more, in other words.
  private static final class World {
    final Map<String, NodeView> nodes;
    final Map<String, Load> loads = new HashMap<>();
    final List<Resident> there;

    World(Cluster cluster) {
      nodes =
          cluster.candidates().stream()
              .collect(Collectors.toMap(c -> c.node().name(), Candidate::node));
      cluster.candidates().forEach(c -> loads.put(c.node().name(), c.load()));
      there = new ArrayList<>(cluster.residents());
    }

    void take(Request request, NodeView node) {
      loads.compute(node.name(), (_, load) -> load.plus(request));
      there.add(new Resident("", node.name(), request));
    }

    void assertTrueFor(Request request, Placement.Unschedulable none) {
      assertThat(none.refusals())
          .extracting(Placement.Refusal::node)
          .containsExactlyElementsOf(nodes.keySet().stream().sorted().toList());
      for (var refusal : none.refusals()) {
        var why = whyNot(request, nodes.get(refusal.node()));
        assertThat(why).as("%s: %s", refusal, request).isNotEmpty();
        assertThat(why.stream().anyMatch(refusal.reasonOfMany()::contains))
            .as("%s is one of %s", refusal, why)
            .isTrue();
      }
    }

    /// A word of every reason why this node cannot take that request now.
    Set<String> whyNot(Request request, NodeView node) {
      var load = loads.get(node.name());
      var wish = request.wish();
      var reasons = new ArrayList<String>();
      check(reasons, "no compute", node.roles().contains("compute"));
      check(
          reasons,
          "not what placement",
          (wish.nodeName() == null || wish.nodeName().equals(node.name()))
              && node.labels().entrySet().containsAll(wish.nodeSelector().entrySet()));
      check(reasons, "that affinity asks for", allowed(wish.affinityOrNone().nodes(), node));
      check(reasons, "not ready", node.ready());
      check(reasons, "marked unschedulable", !node.unschedulable());
      check(
          reasons,
          "taints",
          node.taints().stream()
              .filter(t -> !t.effect().equals("PreferNoSchedule"))
              .allMatch(t -> wish.tolerations().stream().anyMatch(o -> o.tolerates(t))));
      check(reasons, "full", !node.full());
      check(
          reasons,
          "limit of instances",
          node.instances() == 0 || load.instances() + 1 <= node.instances());
      check(
          reasons, "lack memory", load.memoryBytes() + request.memoryBytes() <= node.memoryBytes());
      check(reasons, "lack vCPUs", load.vcpus() + request.vcpus() <= node.vcpus());
      company(request, node, reasons);
      return Set.copyOf(reasons);
    }

    private void company(Request request, NodeView node, List<String> reasons) {
      var affinity = request.wish().affinityOrNone();
      var near = affinity.near().required();
      var first =
          near.stream()
              .allMatch(
                  t -> count(request, t, null) == 0 && t.selector().matches(request.labels()));
      for (var term : near) {
        var place = node.labels().get(term.topologyKey());
        check(
            reasons,
            "no instance near",
            place != null && (first || count(request, term, place) > 0));
      }
      for (var term : affinity.away().required()) {
        var place = node.labels().get(term.topologyKey());
        check(reasons, "anti-affinity forbids", place == null || count(request, term, place) == 0);
      }
      for (var other : there) {
        for (var term : other.request().wish().affinityOrNone().away().required()) {
          var place = node.labels().get(term.topologyKey());
          check(
              reasons,
              "wants it away",
              !other.request().tenant().equals(request.tenant())
                  || !term.selector().matches(request.labels())
                  || place == null
                  || !place.equals(placeOf(other, term.topologyKey())));
        }
      }
      for (var spread : request.wish().topologySpreadConstraints()) {
        if (!spread.isSoft()) {
          check(reasons, "too many of its kind", evenEnough(request, spread, node));
        }
      }
    }

    private boolean evenEnough(Request request, SpreadConstraint spread, NodeView node) {
      var key = spread.topologyKey();
      var term = new InstanceTerm(spread.labelSelector(), key);
      var wish = request.wish();
      var fewest =
          nodes.values().stream()
              .filter(n -> n.roles().contains("compute") && n.labels().containsKey(key))
              .filter(n -> wish.nodeName() == null || wish.nodeName().equals(n.name()))
              .filter(n -> n.labels().entrySet().containsAll(wish.nodeSelector().entrySet()))
              .filter(n -> allowed(wish.affinityOrNone().nodes(), n))
              .mapToInt(n -> count(request, term, n.labels().get(key)))
              .min()
              .orElse(0);
      var place = node.labels().get(key);
      var self = spread.selector().matches(request.labels()) ? 1 : 0;
      return place != null && count(request, term, place) + self - fewest <= spread.maxSkew();
    }

    /// Instances of the request's tenant that a term means, at one place or at any.
    private int count(Request request, InstanceTerm term, String place) {
      var count = 0;
      for (var other : there) {
        var at = placeOf(other, term.topologyKey());
        if (other.request().tenant().equals(request.tenant())
            && at != null
            && (place == null || place.equals(at))
            && term.selector().matches(other.request().labels())) {
          count++;
        }
      }
      return count;
    }

    private String placeOf(Resident resident, String key) {
      return nodes.get(resident.node()).labels().get(key);
    }

    private static boolean allowed(NodeAffinity affinity, NodeView node) {
      var required = affinity.required();
      return required == null
          || required.nodeSelectorTerms().stream()
              .anyMatch(t -> t.matchExpressions().stream().allMatch(r -> r.matches(node.labels())));
    }

    private static void check(List<String> reasons, String rule, boolean holds) {
      if (!holds) {
        reasons.add(rule);
      }
    }
  }

  private static Cluster cluster(Gen gen) {
    var candidates = new ArrayList<Candidate>();
    var count = gen.between(0, 6);
    for (int i = 0; i < count; i++) {
      candidates.add(new Candidate(node(gen, "n" + i), Load.NONE));
    }
    var residents = new ArrayList<Resident>();
    if (count > 0) {
      for (int i = gen.between(0, 6); i > 0; i--) {
        var place = gen.between(0, count - 1);
        var request = request(gen);
        residents.add(new Resident("r" + i, "n" + place, request));
        candidates.set(place, candidates.get(place).plus(request));
      }
    }
    var wanted = new ArrayList<Request>();
    var shape = request(gen);
    for (int i = gen.between(1, 10); i > 0; i--) {
      wanted.add(gen.coin() ? shape : request(gen));
    }
    return new Cluster(candidates, residents, wanted, gen.pick(Strategy.SPREAD, Strategy.PACK));
  }

  private static NodeView node(Gen gen, String name) {
    var labels = new HashMap<>(Map.of("host", name));
    if (!gen.oneIn(5)) {
      labels.put(ZONE, gen.pick("z1", "z2", "z3"));
    }
    var ready = !gen.oneIn(10);
    return new NodeView(
        name,
        "uid-" + name,
        "host-" + name,
        ready,
        ready ? "" : "has not been heard yet",
        gen.oneIn(12),
        gen.oneIn(12),
        gen.oneIn(12) ? Set.of("network") : Set.of("compute"),
        Set.of("qemu"),
        labels,
        gen.oneIn(4)
            ? List.of(new Taint("k", "v", gen.pick("NoSchedule", "PreferNoSchedule", "NoExecute")))
            : List.of(),
        gen.between(1, 8),
        gen.between(1, 8),
        0,
        gen.pick(0, 0, 3));
  }

  private static Request request(Gen gen) {
    return new Request(
        Runtime.VM,
        gen.between(1, 2),
        gen.between(1, 2),
        0,
        wish(gen),
        gen.pick("t1", "t1", "t2"),
        gen.oneIn(4) ? Map.of() : Map.of("app", gen.oneOf(APPS)));
  }

  private static io.ciao.api.workload.Placement wish(Gen gen) {
    return new io.ciao.api.workload.Placement(
        gen.oneIn(12) ? "n0" : null,
        null,
        gen.oneIn(8) ? Map.of(ZONE, "z1") : Map.of(),
        gen.oneIn(3)
            ? List.of(
                new Toleration("k", gen.pick("Exists", "Equal"), "v", gen.pick(null, "NoSchedule")))
            : List.of(),
        gen.coin() ? affinity(gen) : null,
        gen.oneIn(3) ? List.of(spread(gen)) : List.of(),
        gen.pick(null, null, "spread", "pack"));
  }

  private static Affinity affinity(Gen gen) {
    return new Affinity(
        gen.oneIn(3) ? nodes(gen) : null,
        gen.oneIn(3) ? instances(gen) : null,
        gen.coin() ? instances(gen) : null);
  }

  private static NodeAffinity nodes(Gen gen) {
    var term = new NodeTerm(List.of(requirement(gen, ZONE, List.of("z1", "z2"))));
    return new NodeAffinity(
        gen.coin() ? new NodeTerms(List.of(term)) : null,
        gen.coin() ? List.of(new WeightedNodeTerm(gen.between(1, 100), term)) : null);
  }

  private static InstanceAffinity instances(Gen gen) {
    var term = new InstanceTerm(selector(gen), gen.oneOf(KEYS));
    return new InstanceAffinity(
        gen.coin() ? List.of(term) : null,
        gen.oneIn(3) ? List.of(new WeightedInstanceTerm(gen.between(1, 100), term)) : null);
  }

  private static SpreadConstraint spread(Gen gen) {
    return new SpreadConstraint(
        gen.between(1, 2),
        gen.oneOf(KEYS),
        gen.pick(null, "DoNotSchedule", "ScheduleAnyway"),
        selector(gen));
  }

  private static InstanceSelector selector(Gen gen) {
    return gen.coin()
        ? new InstanceSelector(Map.of("app", gen.oneOf(APPS)), null)
        : new InstanceSelector(null, List.of(requirement(gen, "app", APPS)));
  }

  private static Requirement requirement(Gen gen, String key, List<String> values) {
    var operator = gen.pick("In", "NotIn", "Exists", "DoesNotExist");
    return new Requirement(
        key, operator, operator.endsWith("In") ? List.of(gen.oneOf(values)) : null);
  }

  private static Candidate larger(Gen gen, Candidate candidate) {
    var n = candidate.node();
    return new Candidate(
        sized(n, n.name(), n.vcpus() + gen.between(0, 3), n.memoryBytes() + gen.between(0, 3)),
        candidate.load());
  }

  /// An empty node at the same places, but for its own name.
  private static Candidate twin(Candidate candidate) {
    var n = candidate.node();
    return new Candidate(sized(n, n.name() + "-twin", n.vcpus(), n.memoryBytes()), Load.NONE);
  }

  private static NodeView sized(NodeView n, String name, long vcpus, long memory) {
    return new NodeView(
        name,
        "uid-" + name,
        n.hostName(),
        n.ready(),
        n.notReadyBecause(),
        n.unschedulable(),
        n.full(),
        n.roles(),
        n.drivers(),
        n.labels(),
        n.taints(),
        vcpus,
        memory,
        n.diskBytes(),
        n.instances());
  }
}
