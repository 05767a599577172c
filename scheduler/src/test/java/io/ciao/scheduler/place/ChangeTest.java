package io.ciao.scheduler.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.EffectiveSpec.Runtime;
import io.ciao.api.placement.Affinity;
import io.ciao.api.placement.InstanceAffinity;
import io.ciao.api.placement.InstanceSelector;
import io.ciao.api.placement.InstanceTerm;
import io.ciao.api.workload.Placement.Strategy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Two nodes of one zone with four processors each: who is tried again after which change.
class ChangeTest {
  private static final Request PLAIN = wants(3, null);
  private static final Request NEAR =
      wants(
          3,
          new Affinity(
              null,
              new InstanceAffinity(
                  List.of(
                      new InstanceTerm(new InstanceSelector(Map.of("app", "db"), null), "zone")),
                  null),
              null));

  private static Request wants(int vcpus, @Nullable Affinity affinity) {
    var wish = new io.ciao.api.workload.Placement(null, null, null, null, affinity, null, null);
    return new Request(Runtime.VM, vcpus, 0, 0, wish, "t1", Map.of("app", "web"));
  }

  private static Candidate node(String name, int used, boolean ready) {
    return new Candidate(
        new NodeView(
            name,
            name,
            "h",
            ready,
            ready ? "" : "has not been heard yet",
            false,
            false,
            Set.of("compute"),
            Set.of("qemu"),
            Map.of("zone", "z"),
            List.of(),
            4,
            1,
            1,
            0),
        new Load(used, 0, 0, 0));
  }

  private static Placement.Unschedulable refused(Request request, List<Candidate> nodes) {
    return (Placement.Unschedulable)
        new Placer(nodes, Residents.of(List.of()), Strategy.SPREAD).place(request);
  }

  private static Optional<String> after(
      Request request, List<Candidate> before, List<Candidate> now, Set<String> tenants) {
    return new Change(now, List.of(1), tenants)
        .refusal(request, refused(request, before), false)
        .map(Placement.Unschedulable::message);
  }

  @Test
  void aNodeThatTakesItNowHelpsAndOneThatDoesNotHasItsNewReason() {
    var before = List.of(node("n1", 4, true), node("n2", 4, true));

    assertThat(after(PLAIN, before, List.of(before.get(0), node("n2", 1, true)), Set.of()))
        .isEmpty();
    assertThat(after(PLAIN, before, List.of(before.get(0), node("n2", 1, false)), Set.of()))
        .hasValue("n1 lacks vCPUs: 3 needed, 0 of 4 free; n2 has not been heard yet");
    assertThat(after(PLAIN, before, List.of(before.get(0), node("n2", 2, true)), Set.of("t1")))
        .hasValue("n1 lacks vCPUs: 3 needed, 0 of 4 free; n2 lacks vCPUs: 3 needed, 2 of 4 free");
  }

  @Test
  void anInstanceOfItsTenantHelpsOneThatMindsOthersThoughItsNodeIsFull() {
    var before = List.of(node("n1", 0, true), node("n2", 3, true));
    var now = List.of(before.get(0), node("n2", 4, true));

    assertThat(refused(NEAR, before).isByCompany()).isTrue();
    assertThat(after(NEAR, before, now, Set.of("t1"))).isEmpty();
    assertThat(after(NEAR, before, now, Set.of("t2"))).isPresent();
  }

  @Test
  void whoeverMayMakeOthersGiveWayLooksAgainWhereOnlyRoomIsMissing() {
    var before = List.of(node("n1", 4, true), node("n2", 4, true));
    var refused = refused(PLAIN, before);

    assertThat(new Change(before, List.of(1), Set.of()).refusal(PLAIN, refused, true)).isEmpty();
    assertThat(new Change(before, List.of(), Set.of()).refusal(PLAIN, refused, true))
        .contains(refused);
    var unheard = List.of(before.get(0), node("n2", 4, false));
    assertThat(new Change(unheard, List.of(1), Set.of()).refusal(PLAIN, refused, true)).isPresent();
  }
}
