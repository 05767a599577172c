package io.ciao.scheduler.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.EffectiveSpec.Runtime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlacerTest {
  private static final long GIB = 1L << 30;

  private static Request request(long vcpus, long memory, long disk) {
    return new Request(Runtime.VM, vcpus, memory, disk, null, null, Map.of());
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
        refusal(n -> n.with("roles", Set.of("network")), SMALL, "is no compute node"),
        refusal(n -> n.with("ready", false), SMALL, "has not been heard yet"),
        refusal(n -> n.with("unschedulable", true), SMALL, "is marked unschedulable"),
        refusal(
            n -> n.with("taints", List.of("k=v:NoSchedule")),
            SMALL,
            "has the taint k=v:NoSchedule"),
        refusal(n -> n.with("drivers", Set.of("docker")), SMALL, "has no qemu driver"),
        refusal(n -> n.with("full", true), SMALL, "reports that it is full"),
        refusal(
            n -> n,
            pinned("other", null, Map.of()),
            "is not other, which placement.nodeName asks for"),
        refusal(
            n -> n,
            pinned(null, "h", Map.of()),
            "is not on host h, which placement.hostName asks for"),
        refusal(
            n -> n,
            pinned(null, null, Map.of("zone", "b", "disk", "ssd")),
            "lacks the label disk=ssd"),
        refusal(n -> n, request(5, GIB, 0), "lacks vCPUs: 5 needed, 4 of 4 free"),
        refusal(
            n -> n,
            request(1, 9 * GIB / 2, 0),
            "lacks memory: 4.5 GiB needed, 4 GiB of 4 GiB free"),
        refusal(
            n -> n, request(1, GIB, 11 * GIB), "lacks disk: 11 GiB needed, 10 GiB of 10 GiB free"));
  }

  private static Arguments refusal(UnaryOperator<Change> change, Request request, String reason) {
    return Arguments.of(change.apply(new Change(node("n1"))).node(), request, reason);
  }

  private static Request pinned(
      @Nullable String node, @Nullable String host, Map<String, String> labels) {
    return new Request(Runtime.VM, 1, GIB, 0, node, host, labels);
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
              field.equals("taints") ? (List<String>) value : List.of(),
              node.vcpus(),
              node.memoryBytes(),
              node.diskBytes(),
              node.instances()));
    }
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("refusals")
  void eachRuleSaysWhatWasNeededAndFound(NodeView node, Request request, String reason) {
    var placement = Placer.place(List.of(empty(node)), request);

    assertThat(placement)
        .isInstanceOfSatisfying(
            Placement.Unschedulable.class,
            none -> assertThat(none.message()).isEqualTo("n1 " + reason));
  }

  @Test
  void sizesFitExactlyAndNotOneMore() {
    assertThat(Placer.place(List.of(empty(node("n1"))), request(4, 4 * GIB, 10 * GIB)))
        .isInstanceOf(Placement.Bound.class);
    assertThat(Placer.place(List.of(empty(node("n1"))), request(4, 4 * GIB + 1, 10 * GIB)))
        .isInstanceOf(Placement.Unschedulable.class);
    assertThat(Placer.place(List.of(loaded(node("n1"), 1)), request(3, 3 * GIB, 9 * GIB)))
        .isInstanceOf(Placement.Bound.class);
    assertThat(Placer.place(List.of(loaded(node("n1"), 1)), request(4, GIB, GIB)))
        .isInstanceOf(Placement.Unschedulable.class);
  }

  @Test
  void simulatedNodesRunEverything() {
    var node = new Change(node("n1")).with("drivers", Set.of("simulated")).node();

    assertThat(Placer.place(List.of(empty(node)), SMALL)).isInstanceOf(Placement.Bound.class);
  }

  @Test
  void spreadsOverNodesAndTakesTheLowerNameOfEquals() {
    assertThat(
            Placer.place(
                List.of(loaded(node("n1"), 1), empty(node("n2")), empty(node("n3"))), SMALL))
        .isEqualTo(new Placement.Bound(node("n2")));
  }

  @Test
  void namesTheClusterWithoutNodes() {
    assertThat(Placer.place(List.of(), SMALL))
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

    var placement = Placer.place(candidates, request(1, 9 * GIB, 0));

    var message = ((Placement.Unschedulable) placement).message();
    assertThat(message)
        .startsWith("n0000 reports that it is full; n0001 lacks memory")
        .contains("n0019 ")
        .doesNotContain("n0020 ")
        .endsWith("and 980 more nodes: 653 lack memory, 327 report that they are full");
    assertThat(message.length()).isLessThan(4_096);
  }

  @Test
  void absurdSizesFillANodeAndDoNotEmptyIt() {
    var huge = request(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    var load = Load.NONE.plus(huge).plus(huge);

    assertThat(load.memoryBytes()).isEqualTo(Long.MAX_VALUE);
    assertThat(Placer.place(List.of(new Candidate(node("n1"), load)), SMALL))
        .isInstanceOf(Placement.Unschedulable.class);
  }
}
