package io.ciao.scheduler.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.EffectiveSpec.Runtime;
import io.ciao.api.placement.Affinity;
import io.ciao.api.placement.NodeAffinity;
import io.ciao.api.placement.NodeTerm;
import io.ciao.api.placement.Requirement;
import io.ciao.api.placement.WeightedNodeTerm;
import io.ciao.api.workload.Placement.Strategy;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which node is best for an instance where some have its image.
class ImageLocalityTest {
  private static final String IMAGE = "qcow2@sha256:1";
  private static final String OTHER = "web:1";
  private static final int CASES = 1_000;

  private static Candidate node(String name, long size, long used, Set<String> images) {
    return new Candidate(
        new NodeView(
            name,
            "uid-" + name,
            "h",
            true,
            "",
            false,
            false,
            Set.of("compute"),
            Set.of("qemu"),
            Map.of("name", name),
            List.of(),
            size,
            size,
            size,
            0,
            images),
        new Load(used, used, used, 0));
  }

  private static Candidate without(String name, long used) {
    return node(name, 100, used, Set.of(OTHER));
  }

  private static Candidate with(String name, long used) {
    return node(name, 100, used, Set.of(OTHER, IMAGE));
  }

  private static Request request(long size, io.ciao.api.workload.Placement wish) {
    return new Request(Runtime.VM, size, size, size, wish, "t", Map.of());
  }

  private static Request request(long size) {
    return request(size, io.ciao.api.workload.Placement.ANY);
  }

  private static Placer placer(Strategy strategy, List<Candidate> nodes) {
    return new Placer(nodes, Residents.of(List.of()), strategy);
  }

  private static String best(
      Strategy strategy, Request request, @Nullable String image, Candidate... nodes) {
    var placement = placer(strategy, List.of(nodes)).place(request, image);
    return ((Placement.Bound) placement).node().name();
  }

  @Test
  void countsByHalfOfWhatTheInstanceAdds() {
    var request = request(10);

    assertThat(best(Strategy.SPREAD, request, IMAGE, without("n1", 20), with("n2", 24)))
        .isEqualTo("n2");
    assertThat(best(Strategy.SPREAD, request, IMAGE, without("n1", 20), with("n2", 26)))
        .isEqualTo("n1");
    assertThat(best(Strategy.PACK, request, IMAGE, without("n1", 24), with("n2", 20)))
        .isEqualTo("n2");
    assertThat(best(Strategy.PACK, request, IMAGE, without("n1", 26), with("n2", 20)))
        .isEqualTo("n1");
  }

  @Test
  void countsForNothingWhereNobodyKnowsOrHasTheImage() {
    var request = request(10);

    assertThat(best(Strategy.SPREAD, request, null, without("n1", 20), with("n2", 20)))
        .isEqualTo("n1");
    assertThat(best(Strategy.SPREAD, request, "else", without("n1", 20), with("n2", 20)))
        .isEqualTo("n1");
  }

  @Test
  void neverMakesANodeTakeWhatItHasNoRoomFor() {
    assertThat(best(Strategy.SPREAD, request(10), IMAGE, with("n1", 91), without("n2", 90)))
        .isEqualTo("n2");
  }

  @Test
  void preferencesComeFirst() {
    var term = new NodeTerm(List.of(new Requirement("name", "In", List.of("n1"))));
    var nodes = new NodeAffinity(null, List.of(new WeightedNodeTerm(1, term)));
    var wish =
        new io.ciao.api.workload.Placement(
            null, null, Map.of(), null, new Affinity(nodes, null, null), null, null);

    assertThat(best(Strategy.SPREAD, request(10, wish), IMAGE, without("n1", 20), with("n2", 20)))
        .isEqualTo("n1");
  }

  @Test
  void instancesOfOtherImagesInTheSamePassAreJudgedByTheirOwn() {
    var nodes = List.of(without("n1", 0), with("n2", 0), node("n3", 100, 0, Set.of("third")));
    var placer = placer(Strategy.SPREAD, nodes);
    var went = new ArrayList<String>();

    for (var image : List.of(IMAGE, "third", OTHER)) {
      var bound = (Placement.Bound) placer.place(request(10), image);
      placer.take(bound.node(), request(10));
      went.add(bound.node().name());
    }

    assertThat(went).containsExactly("n2", "n3", "n1");
  }

  /// However few have the image, one node's loss ends as few instances as if images counted for
  /// nothing.
  @Test
  void ofNodesElseAlikeNoneGetsASecondInstanceBeforeEachHasOne() {
    Seeds.check(
        CASES,
        gen -> {
          var used = gen.between(0, 5);
          var nodes = nodes(gen, _ -> used);
          var placer = placer(Strategy.SPREAD, nodes);
          var request = request(gen.between(1, 9));
          var counts = new TreeMap<String, Integer>();
          nodes.forEach(n -> counts.put(n.node().name(), 0));
          var holders = nodes.stream().filter(n -> n.node().images().contains(IMAGE)).count();
          for (int i = gen.between(1, 30); i > 0; i--) {
            if (!(placer.place(request, IMAGE) instanceof Placement.Bound(var node))) {
              break;
            }
            placer.take(node, request);
            counts.merge(node.name(), 1, Integer::sum);
            var fewest = counts.values().stream().min(Integer::compare).orElseThrow();
            assertThat(counts.get(node.name())).as("%s", counts).isLessThanOrEqualTo(fewest + 1);
            var taken = counts.values().stream().mapToInt(Integer::intValue).sum();
            if (taken <= holders) {
              assertThat(node.images()).as("these come first: %s", nodes).contains(IMAGE);
            }
          }
        });
  }

  /// The price has a bound, whatever nodes say of themselves.
  @Test
  void noOtherNodeWouldHaveBeenBetterByMoreThanHalfTheInstance() {
    Seeds.check(
        CASES,
        gen -> {
          var nodes = nodes(gen, _ -> gen.between(0, 90));
          var size = gen.between(1, 20);
          var how = gen.pick(Strategy.SPREAD, Strategy.PACK);
          var able = nodes.stream().filter(n -> n.load().vcpus() + size <= 100).toList();
          if (placer(how, nodes).place(request(size), IMAGE) instanceof Placement.Bound(var node)) {
            var chosen = used(able, node.name());
            for (var other : able) {
              var better =
                  how == Strategy.PACK
                      ? other.load().vcpus() - chosen
                      : chosen - other.load().vcpus();
              assertThat(2 * better).as("%s of %s", node, nodes).isLessThanOrEqualTo(size);
              if (other.load().vcpus() == chosen && other.node().images().contains(IMAGE)) {
                assertThat(node.images()).as("of %s", nodes).contains(IMAGE);
              }
            }
          } else {
            assertThat(able).isEmpty();
          }
        });
  }

  private interface Used {
    long of(String node);
  }

  private static List<Candidate> nodes(Gen gen, Used used) {
    var nodes = new ArrayList<Candidate>();
    for (int i = gen.between(1, 6); i > 0; i--) {
      var name = "n" + (9 - i);
      nodes.add(gen.coin() ? with(name, used.of(name)) : without(name, used.of(name)));
    }
    return nodes;
  }

  private static long used(List<Candidate> nodes, String name) {
    return nodes.stream()
        .filter(n -> n.node().name().equals(name))
        .findFirst()
        .orElseThrow()
        .load()
        .vcpus();
  }
}
