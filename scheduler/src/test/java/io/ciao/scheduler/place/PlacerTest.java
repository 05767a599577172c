package io.ciao.scheduler.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.EffectiveSpec.Runtime;
import io.ciao.api.node.Taint;
import io.ciao.api.workload.Placement.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlacerTest {
  private static final long GIB = 1L << 30;

  private static Request request(long vcpus, long memory, long disk) {
    return new Request(
        Runtime.VM, vcpus, memory, disk, io.ciao.api.workload.Placement.ANY, "t", Map.of());
  }

  private static final Request SMALL = request(1, GIB, GIB);

  private static NodeView node(String name) {
    return new NodeView(
        name,
        "uid-" + name,
        "host-" + name,
        true,
        "",
        false,
        false,
        Set.of("compute"),
        Set.of("qemu"),
        Map.of("zone", "a"),
        List.of(),
        4,
        4 * GIB,
        10 * GIB,
        0);
  }

  private static Placement place(List<Candidate> candidates, Request request) {
    return new Placer(candidates, Residents.of(List.of()), Strategy.SPREAD).place(request);
  }

  private static Candidate empty(NodeView node) {
    return new Candidate(node, Load.NONE);
  }

  private static Candidate loaded(NodeView node, int instances) {
    var candidate = empty(node);
    for (int i = 0; i < instances; i++) {
      candidate = candidate.plus(SMALL);
    }
    return candidate;
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal(
            n -> n.with("roles", Set.of("network")),
            SMALL,
            "is no compute node",
            "are no compute nodes"),
        refusal(n -> n.with("ready", false), SMALL, "has not been heard yet", "are not ready"),
        refusal(
            n -> n.with("unschedulable", true),
            SMALL,
            "is marked unschedulable",
            "are marked unschedulable"),
        refusal(
            n -> n.with("taints", List.of(new Taint("k", "v", "NoSchedule"))),
            SMALL,
            "has the taint k=v:NoSchedule, which it does not tolerate",
            "have taints that it does not tolerate"),
        refusal(
            n -> n.with("drivers", Set.of("docker")),
            SMALL,
            "has no qemu driver",
            "have no driver for it"),
        refusal(
            n -> n.with("full", true),
            SMALL,
            "reports that it is full",
            "report that they are full"),
        refusal(
            n -> n,
            pinned("other", null, Map.of()),
            "is not other, which placement.nodeName asks for",
            "are not what placement asks for"),
        refusal(
            n -> n,
            pinned(null, "h", Map.of()),
            "is not on host h, which placement.hostName asks for",
            "are not what placement asks for"),
        refusal(
            n -> n,
            pinned(null, null, Map.of("zone", "b", "disk", "ssd")),
            "lacks the label disk=ssd",
            "are not what placement asks for"),
        refusal(n -> n, request(5, GIB, 0), "lacks vCPUs: 5 needed, 4 of 4 free", "lack vCPUs"),
        refusal(
            n -> n,
            request(1, 9 * GIB / 2, 0),
            "lacks memory: 4.5 GiB needed, 4 GiB of 4 GiB free",
            "lack memory"),
        refusal(
            n -> n,
            request(1, GIB, 11 * GIB),
            "lacks disk: 11 GiB needed, 10 GiB of 10 GiB free",
            "lack disk"));
  }

  private static Arguments refusal(
      UnaryOperator<Change> change, Request request, String reason, String ofMany) {
    return Arguments.of(change.apply(new Change(node("n1"))).node(), request, reason, ofMany);
  }

  private static Request pinned(
      @Nullable String node, @Nullable String host, Map<String, String> labels) {
    var wish = new io.ciao.api.workload.Placement(node, host, labels, null, null, null, null);
    return new Request(Runtime.VM, 1, GIB, 0, wish, "t", Map.of());
  }

  /// A node with one thing changed.
  private record Change(NodeView node) {
    @SuppressWarnings("unchecked")
    Change with(String field, Object value) {
      return new Change(
          new NodeView(
              node.name(),
              node.uid(),
              node.hostName(),
              !field.equals("ready"),
              field.equals("ready") ? "has not been heard yet" : "",
              field.equals("unschedulable"),
              field.equals("full"),
              field.equals("roles") ? (Set<String>) value : node.roles(),
              field.equals("drivers") ? (Set<String>) value : node.drivers(),
              node.labels(),
              field.equals("taints") ? (List<Taint>) value : List.of(),
              field.equals("vcpus") ? (Long) value : node.vcpus(),
              field.equals("memory") ? (Long) value : node.memoryBytes(),
              field.equals("disk") ? (Long) value : node.diskBytes(),
              field.equals("instances") ? (Long) value : node.instances()));
    }
  }

  private static Placement.Refusal refusal(String node, String reason, String ofMany) {
    return new Placement.Refusal(node, () -> reason, ofMany, false);
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("refusals")
  void eachRuleSaysWhatWasNeededAndFoundOfOneNodeAndOfMany(
      NodeView node, Request request, String reason, String ofMany) {
    assertThat(place(List.of(empty(node)), request))
        .isEqualTo(new Placement.Unschedulable(List.of(refusal("n1", reason, ofMany))));
  }

  @Test
  void aNodeStartsNoMoreInstancesAtATimeThanItMay() {
    var busy = new Candidate(node("n1"), Load.NONE, new Starts(1, 2));
    var placer = new Placer(List.of(busy), Residents.of(List.of()), Strategy.SPREAD);

    assertThat(placer.place(SMALL)).isInstanceOf(Placement.Bound.class);
    placer.take(busy.node(), SMALL);
    assertThat(placer.place(SMALL))
        .isEqualTo(
            new Placement.Unschedulable(
                List.of(
                    refusal(
                        "n1",
                        "starts 2 instances now, of at most 2 at a time",
                        "start as many instances now as they may at a time"))));
    assertThat(placer.makeRoom(SMALL, 1_000)).as("nobody has to give way for that").isEmpty();
  }

  @Test
  void aNodeTakesNoMoreInstancesThanItsLimit() {
    var limited = new Change(node("n1")).with("instances", 2L).node();

    assertThat(place(List.of(loaded(limited, 1)), SMALL)).isInstanceOf(Placement.Bound.class);
    assertThat(place(List.of(loaded(limited, 2)), SMALL))
        .isEqualTo(
            new Placement.Unschedulable(
                List.of(
                    refusal(
                        "n1", "has its limit of 2 instances", "have their limit of instances"))));
  }

  @Test
  void sizesFitExactlyAndNotOneMore() {
    assertThat(place(List.of(empty(node("n1"))), request(4, 4 * GIB, 10 * GIB)))
        .isInstanceOf(Placement.Bound.class);
    assertThat(place(List.of(empty(node("n1"))), request(4, 4 * GIB + 1, 10 * GIB)))
        .isInstanceOf(Placement.Unschedulable.class);
    assertThat(place(List.of(loaded(node("n1"), 1)), request(3, 3 * GIB, 9 * GIB)))
        .isInstanceOf(Placement.Bound.class);
    assertThat(place(List.of(loaded(node("n1"), 1)), request(4, GIB, GIB)))
        .isInstanceOf(Placement.Unschedulable.class);
    assertThat(place(List.of(loaded(node("n1"), 1)), request(1, GIB, 9 * GIB + 1)))
        .isInstanceOf(Placement.Unschedulable.class);
  }

  @Test
  void simulatedNodesRunEverything() {
    var node = new Change(node("n1")).with("drivers", Set.of("simulated")).node();

    assertThat(place(List.of(empty(node)), SMALL)).isInstanceOf(Placement.Bound.class);
  }

  @Test
  void spreadsOverNodesAndTakesTheLowerNameOfEquals() {
    assertThat(place(List.of(loaded(node("n1"), 1), empty(node("n2")), empty(node("n3"))), SMALL))
        .isEqualTo(new Placement.Bound(node("n2")));
  }

  @Test
  void aLargeNodeWithMoreOnItIsEmptierThanASmallOne() {
    var large =
        new Change(node("n2")).with("vcpus", 64L).with("memory", 64 * GIB).with("disk", 640 * GIB);

    assertThat(place(List.of(empty(node("n1")), loaded(large.node(), 3)), SMALL))
        .isEqualTo(new Placement.Bound(large.node()));
  }

  @Test
  void namesTheClusterWithoutNodes() {
    assertThat(place(List.of(), SMALL))
        .isInstanceOfSatisfying(
            Placement.Unschedulable.class,
            none -> assertThat(none.message()).isEqualTo("the cluster has no nodes yet"));
  }

  @Test
  void namesSomeNodesAndCountsTheOthers() {
    var candidates = new ArrayList<Candidate>();
    for (int i = 0; i < 1_000; i++) {
      var node = node("n%04d".formatted(i));
      candidates.add(empty(i % 3 == 0 ? new Change(node).with("full", true).node() : node));
    }

    var placement = place(candidates, request(1, 9 * GIB, 0));

    var message = ((Placement.Unschedulable) placement).message();
    assertThat(message)
        .startsWith("n0000 reports that it is full; n0001 lacks memory")
        .contains("n0019 ")
        .doesNotContain("n0020 ")
        .endsWith("and 980 more nodes: 653 lack memory, 327 report that they are full");
    assertThat(message.length()).isLessThan(4_096);
  }

  @Test
  void namesEveryNodeOfAFew() {
    var names = IntStream.range(0, Placement.Unschedulable.NAMED_MAX).mapToObj("n%04d"::formatted);
    var candidates = names.map(name -> empty(node(name))).toList();

    var placement = place(candidates, request(1, 9 * GIB, 0));

    assertThat(((Placement.Unschedulable) placement).message())
        .endsWith("n0019 lacks memory: 9 GiB needed, 4 GiB of 4 GiB free");
  }

  @Test
  void cutsAReasonThatQuotesMuch() {
    var longest = "r".repeat(300);

    assertThat(refusal("n1", longest, "many").reason()).isEqualTo(longest);
    assertThat(refusal("n1", longest + "r", "many").reason()).isEqualTo(longest + "…");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "1536, 1.5 KiB",
    "1073741824, 1 GiB",
    "9223372036854775807, 8 EiB"
  })
  void sizesAreInTheLargestUnitThatGivesAtLeastOne(long bytes, String text) {
    assertThat(Sizes.text(bytes)).isEqualTo(text);
  }

  @Test
  void absurdSizesFillANodeAndDoNotEmptyIt() {
    var huge = request(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    var load = Load.NONE.plus(huge).plus(huge);

    assertThat(load.memoryBytes()).isEqualTo(Long.MAX_VALUE);
    assertThat(place(List.of(new Candidate(node("n1"), load)), SMALL))
        .isInstanceOf(Placement.Unschedulable.class);
  }
}
