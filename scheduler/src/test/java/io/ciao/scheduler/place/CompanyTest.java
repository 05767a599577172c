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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Wishes about nodes, and about other instances of the tenant: four nodes in two zones.
class CompanyTest {
  private static final InstanceSelector WEB = new InstanceSelector(Map.of("app", "web"), null);
  private static final InstanceTerm WEB_ZONE = new InstanceTerm(WEB, "zone");
  private static final InstanceTerm WEB_HOST = new InstanceTerm(WEB, "host");

  private final List<Resident> residents = new ArrayList<>();
  private final List<Taint> taintsOfFirst = new ArrayList<>();
  private Strategy strategy = Strategy.SPREAD;

  private NodeView node(int i) {
    var name = "n" + i;
    return new NodeView(
        name,
        "uid-" + name,
        "h",
        true,
        "",
        false,
        false,
        Set.of("compute"),
        Set.of("qemu"),
        i == 5 ? Map.of() : Map.of("zone", i <= 2 ? "a" : "b", "host", name),
        i == 1 ? taintsOfFirst : List.of(),
        16,
        16,
        0,
        0);
  }

  private Placer placer(int nodes) {
    var candidates = new ArrayList<Candidate>();
    for (int i = 1; i <= nodes; i++) {
      var candidate = new Candidate(node(i), Load.NONE);
      for (var resident : residents) {
        candidate =
            resident.node().equals("n" + i) ? candidate.plus(resident.request()) : candidate;
      }
      candidates.add(candidate);
    }
    return new Placer(candidates, Residents.of(residents), strategy);
  }

  private static Request web(@Nullable Affinity affinity, SpreadConstraint... spread) {
    return request("t1", "web", List.of(), affinity, spread);
  }

  private static Request request(
      String tenant,
      String app,
      List<Toleration> tolerations,
      @Nullable Affinity affinity,
      SpreadConstraint... spread) {
    var wish =
        new io.ciao.api.workload.Placement(
            null, null, null, tolerations, affinity, List.of(spread), null);
    return new Request(Runtime.VM, 1, 1, 0, wish, tenant, Map.of("app", app));
  }

  private static Affinity near(InstanceTerm term) {
    return new Affinity(null, new InstanceAffinity(List.of(term), null), null);
  }

  private static Affinity away(InstanceTerm term) {
    return new Affinity(null, null, new InstanceAffinity(List.of(term), null));
  }

  private static Affinity nodes(
      @Nullable NodeTerms required, @Nullable WeightedNodeTerm preferred) {
    return new Affinity(
        new NodeAffinity(required, preferred == null ? null : List.of(preferred)), null, null);
  }

  private static NodeTerm zone(String value) {
    return new NodeTerm(List.of(new Requirement("zone", "In", List.of(value))));
  }

  private void there(String node, Request request) {
    residents.add(new Resident("uid", node, request));
  }

  /// The names of the nodes that so many instances of one request get, one after the other.
  private static List<String> placed(Placer placer, Request request, int count) {
    var names = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      if (!(placer.place(request) instanceof Placement.Bound(var node))) {
        names.add("none");
        continue;
      }
      placer.take(node, request);
      names.add(node.name());
    }
    return names;
  }

  private static List<String> refusals(Placer placer, Request request) {
    return ((Placement.Unschedulable) placer.place(request))
        .refusals().stream().map(Placement.Refusal::reason).toList();
  }

  @Test
  void theFirstOfSeveralGoesAnywhereAndTheOthersFollowIt() {
    assertThat(placed(placer(4), web(near(WEB_ZONE)), 4)).containsExactly("n1", "n2", "n1", "n2");
  }

  @Test
  void affinityIsToInstancesOfTheTenantAlone() {
    there("n3", request("t2", "web", List.of(), null));
    there("n4", web(null));

    assertThat(placed(placer(4), web(near(WEB_HOST)), 1)).containsExactly("n4");
  }

  @Test
  void affinityToWhatIsNotThereWaits() {
    var db = new InstanceTerm(new InstanceSelector(Map.of("app", "db"), null), "zone");

    assertThat(refusals(placer(5), web(near(db))))
        .contains(
            "has no instance with app=db in zone=a, which affinity asks for",
            "lacks the label zone, by which affinity goes");
  }

  @Test
  void antiAffinityLeavesOneForEachPlaceAndAnyNumberWhereThereIsNone() {
    assertThat(placed(placer(4), web(away(WEB_ZONE)), 3)).containsExactly("n1", "n3", "none");
    assertThat(placed(placer(5), web(away(WEB_ZONE)), 4)).containsExactly("n1", "n3", "n5", "n5");
  }

  @Test
  void antiAffinityHoldsBothWaysAndSaysWhich() {
    there("n1", request("t1", "db", List.of(), away(WEB_ZONE)));
    there("n3", web(null));

    assertThat(refusals(placer(4), web(away(WEB_ZONE))))
        .containsExactly(
            "has an instance in zone=a whose anti-affinity wants none with app=web there",
            "has an instance in zone=a whose anti-affinity wants none with app=web there",
            "has an instance with app=web in zone=b, which anti-affinity forbids",
            "has an instance with app=web in zone=b, which anti-affinity forbids");
    assertThat(placed(placer(4), web(null), 1)).containsExactly("n4");
  }

  @Test
  void spreadKeepsZonesEvenThoughOneHasMoreRoom() {
    there("n3", web(null));
    there("n4", web(null));
    var even = new SpreadConstraint(1, "zone", null, WEB);

    assertThat(placed(placer(4), web(null, even), 3)).containsExactly("n1", "n2", "n1");
    assertThat(placed(placer(2), web(null, even), 1)).containsExactly("n1");
  }

  @Test
  void spreadCountsThePlacesThatAreMeantAlone() {
    there("n3", web(null));
    there("n4", web(null));
    var even = new SpreadConstraint(1, "zone", null, WEB);
    var only = nodes(new NodeTerms(List.of(zone("b"))), null);

    assertThat(placed(placer(4), web(only, even), 2)).containsExactly("n3", "n4");
  }

  @Test
  void whatIsPlacedNowKeepsAwayToo() {
    var placer = placer(4);

    assertThat(placed(placer, request("t1", "db", List.of(), away(WEB_ZONE)), 1))
        .containsExactly("n1");
    assertThat(placed(placer, web(null), 3)).containsExactly("n3", "n4", "n3");
  }

  @Test
  void spreadThatCannotBeWaits() {
    taintsOfFirst.add(new Taint("k", null, "NoSchedule"));
    there("n3", web(null));
    var even = new SpreadConstraint(1, "host", "DoNotSchedule", WEB);
    var nodes = placer(3);

    assertThat(placed(nodes, web(null, even), 1)).containsExactly("n2");
    assertThat(refusals(nodes, web(null, even)))
        .containsExactly(
            "has the taint k:NoSchedule, which it does not tolerate",
            "would have 2 more with app=web in host=n2 than where there are fewest, at most 1 are"
                + " wanted",
            "would have 2 more with app=web in host=n3 than where there are fewest, at most 1 are"
                + " wanted");
    var anyway = new SpreadConstraint(1, "host", "ScheduleAnyway", WEB);
    assertThat(placed(nodes, web(null, anyway), 1)).containsExactly("n2");
  }

  @Test
  void preferredCompanyGoesBeforeEmptierNodes() {
    there("n4", web(null));
    var wish = List.of(new WeightedInstanceTerm(10, WEB_ZONE));

    var near = new Affinity(null, new InstanceAffinity(null, wish), null);
    assertThat(placed(placer(4), web(near), 1)).containsExactly("n3");
    var away = new Affinity(null, null, new InstanceAffinity(null, wish));
    assertThat(placed(placer(4), web(away), 4)).containsExactly("n1", "n2", "n3", "n1");
  }

  /// Also of those behind the first, which a pass looks for another way.
  @Test
  void preferencesCountForEachOfSeveral() {
    for (int i = 0; i < 3; i++) {
      there("n4", web(null));
    }
    var wish = List.of(new WeightedInstanceTerm(10, WEB_ZONE));
    var near = new Affinity(null, new InstanceAffinity(null, wish), null);
    var away = new Affinity(null, null, new InstanceAffinity(null, wish));
    var even = new SpreadConstraint(1, "zone", "ScheduleAnyway", WEB);

    assertThat(placed(placer(4), web(near), 2)).containsExactly("n3", "n3");
    assertThat(placed(placer(4), web(away), 4)).containsExactly("n1", "n2", "n1", "n3");
    assertThat(placed(placer(4), web(null, even), 3)).containsExactly("n1", "n2", "n1");
  }

  @Test
  void aNodeInNoPlaceIsAsBadAsOneTooMany() {
    var even = new SpreadConstraint(1, "zone", "ScheduleAnyway", WEB);
    there("n1", request("t2", "db", List.of(), null));
    there("n2", request("t2", "db", List.of(), null));
    there("n3", request("t2", "db", List.of(), null));
    there("n4", request("t2", "db", List.of(), null));

    assertThat(placed(placer(5), web(null, even), 1)).as("n5 is empty").containsExactly("n1");
  }

  @Test
  void whoIsOnANodeThatIsNotThereIsNearNobody() {
    there("n9", web(null));

    assertThat(placed(placer(4), web(away(WEB_ZONE)), 1)).containsExactly("n1");
  }

  @Test
  void ofManyNodesTheReasonsAreCounted() {
    there("n1", request("t1", "db", List.of(), away(WEB_ZONE)));
    there("n3", web(null));
    var none = (Placement.Unschedulable) placer(4).place(web(away(WEB_ZONE)));

    assertThat(none.refusals())
        .extracting(Placement.Refusal::reasonOfMany)
        .containsExactly(
            "have an instance near whose anti-affinity wants it away",
            "have an instance near whose anti-affinity wants it away",
            "have an instance near that anti-affinity forbids",
            "have an instance near that anti-affinity forbids");
  }

  @Test
  void nodeAffinityRequiresOrPrefers() {
    var only = new NodeTerms(List.of(zone("b")));

    assertThat(placed(placer(4), web(nodes(only, null)), 3)).containsExactly("n3", "n4", "n3");
    assertThat(placed(placer(4), web(nodes(null, new WeightedNodeTerm(1, zone("b")))), 2))
        .containsExactly("n3", "n4");
    assertThat(refusals(placer(1), web(nodes(only, null))))
        .containsExactly("is none with zone in (b), which affinity asks for");
  }

  @Test
  void taintsKeepAwayOrAreTheLastChoice() {
    taintsOfFirst.add(new Taint("k", "v", "PreferNoSchedule"));
    assertThat(placed(placer(2), web(null), 2)).containsExactly("n2", "n2");
    taintsOfFirst.set(0, new Taint("k", "v", "NoExecute"));
    assertThat(placed(placer(1), web(null), 1)).containsExactly("none");
    for (var toleration :
        List.of(
            new Toleration("k", null, "v", null),
            new Toleration("k", "Exists", null, "NoExecute"),
            new Toleration(null, "Exists", null, null))) {
      assertThat(placed(placer(1), request("t1", "web", List.of(toleration), null), 1))
          .containsExactly("n1");
    }
    for (var other :
        List.of(
            new Toleration("k", "Equal", "w", null),
            new Toleration("k", "Exists", null, "NoSchedule"),
            new Toleration("j", "Exists", null, null))) {
      assertThat(placed(placer(1), request("t1", "web", List.of(other), null), 1))
          .containsExactly("none");
    }
  }

  @Test
  void packsWhereTheClusterOrTheInstanceWantsSo() {
    there("n3", web(null));
    strategy = Strategy.PACK;
    assertThat(placed(placer(4), web(null), 2)).containsExactly("n3", "n3");

    var spread = new io.ciao.api.workload.Placement(null, null, null, null, null, null, "spread");
    var request = new Request(Runtime.VM, 1, 1, 0, spread, "t1", Map.of());
    assertThat(placed(placer(4), request, 2)).containsExactly("n1", "n2");
  }
}
