package io.ciao.scheduler.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.SshEndpoint;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.ObjectKey;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.scheduler.cluster.Leadership;
import io.ciao.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlacementApplierTest {
  private static final InstanceNetwork NETWORK =
      new InstanceNetwork("172.16.0.0/24", "c", "172.16.0.2", "m", 33_002);

  private final List<String> calls = new ArrayList<>();
  private final Map<String, RuntimeException> faults = new TreeMap<>();
  private final Map<String, String> refusals = new TreeMap<>();
  private final InstanceBatches batches = new InstanceBatches(this::post);
  private final ManualClock clock = ManualClock.atStart();
  private final FirstSights sights = new FirstSights(clock);
  private final PlacementApplier applier =
      new PlacementApplier((key, _) -> called("patch " + key), batches, sights);

  private void called(String what) {
    calls.add(what);
    var fault = faults.get(what.substring(0, what.indexOf(' ')));
    if (fault != null) {
      throw fault;
    }
  }

  private synchronized ObjectNode post(String path, ObjectNode body) {
    var verb = path.substring(path.indexOf(':') + 1);
    called(verb + " " + Json.writeText(body.path("items")));
    var answer = Json.object();
    var items = answer.putArray("items");
    for (var item : body.path("items")) {
      var uid = item.path("uid").asText();
      var reason = refusals.get(uid);
      items
          .addObject()
          .put("uid", uid)
          .put("code", reason == null ? 200 : 409)
          .put("reason", reason == null ? "Bound" : reason)
          .put("resourceVersion", "77");
    }
    return answer;
  }

  @AfterEach
  void close() {
    batches.close();
  }

  private static PlacementAction bind(String name) {
    return new PlacementAction.Bind(
        new TestInstance("t1", name).build(),
        "n1",
        "uid-n1",
        "w/1",
        NETWORK,
        new SshEndpoint("198.18.0.100", 33_002),
        null);
  }

  private static PlacementAction say(String name) {
    return new PlacementAction.Say(
        new TestInstance("t1", name).build(),
        Condition.of(InstanceReasons.SCHEDULED, "False", "Unschedulable", "no room"));
  }

  private static PlacementAction unbind(String name) {
    return new PlacementAction.FinishUnbind(
        new TestInstance("t1", name).bind("n1").build(), 1, null);
  }

  private static PlacementAction finish(String name) {
    return new PlacementAction.RemoveFinalizer(new TestInstance("t1", name).build());
  }

  private static PlacementAction.Preempt preempt(String name, String victim) {
    var gives = new TestInstance("t1", victim).bind("n1");
    return new PlacementAction.Preempt(
        new TestInstance("t1", name).build(),
        "n1",
        "uid-n1",
        "w/1",
        null,
        List.of(
            new PlacementAction.Evict(
                InstanceRef.of(gives.build()), gives.binding.epoch(), "for " + name)));
  }

  @Test
  void nobodyGivesWayToOneThatCouldNotBeBound() throws InterruptedException {
    refusals.put("uid-t1-poor", "QuotaExceeded");

    var outcome =
        applier.apply(
            List.of(preempt("poor", "a"), say("poor"), preempt("rich", "b"), say("rich")));

    assertThat(calls).hasSize(3);
    assertThat(calls.get(0)).startsWith("bind?dryRun=All ").contains("uid-t1-poor", "uid-t1-rich");
    assertThat(calls.get(1)).startsWith("unbind ").contains("uid-t1-b").doesNotContain("uid-t1-a");
    assertThat(calls.get(2)).startsWith("status ").contains("rich").doesNotContain("poor");
    assertThat(outcome.refused()).isEmpty();
    assertThat(outcome.notBound())
        .singleElement()
        .satisfies(not -> assertThat(not.reason()).isEqualTo("QuotaExceeded"));
  }

  @Test
  void nobodyGivesWayWhileNobodyKnows() {
    faults.put("bind?dryRun=All", new ApiUnreachableException("gone", new IOException("gone")));

    assertThatThrownBy(() -> applier.apply(List.of(preempt("rich", "b"), say("rich"))))
        .isInstanceOf(ApiUnreachableException.class);
    assertThat(calls).hasSize(1);
  }

  @Test
  void bindItemNamesAllThatTheApiserverCompares() throws InterruptedException {
    applier.apply(List.of(bind("a")));

    assertThat(calls)
        .containsExactly(
            "bind [{\"namespace\":\"t1\",\"name\":\"a\",\"uid\":\"uid-t1-a\",\"generation\":1,"
                + "\"nodeName\":\"n1\",\"nodeUID\":\"uid-n1\",\"workloadRevision\":\"w/1\","
                + "\"network\":{\"subnet\":\"172.16.0.0/24\",\"concentrator\":\"c\","
                + "\"address\":\"172.16.0.2\",\"mac\":\"m\",\"forward\":33002},"
                + "\"ssh\":{\"host\":\"198.18.0.100\",\"port\":33002}}]");
  }

  @Test
  void bindItemOfATracedOneSaysWhenItWasSeenAndDecided() throws InterruptedException {
    var traced = new TestInstance("t1", "a");
    traced.labels = Map.of(Instance.TRACE_LABEL, "shop");
    sights.shown(traced.build());
    clock.advance(Duration.ofMillis(3));

    applier.apply(
        List.of(
            new PlacementAction.Bind(traced.build(), "n1", "uid-n1", "w/1", NETWORK, null, null)));

    assertThat(calls)
        .singleElement()
        .asString()
        .endsWith(
            "\"trace\":{\"seenAt\":\"2026-01-01T00:00:00Z\","
                + "\"decidedAt\":\"2026-01-01T00:00:00.003Z\"}}]");
  }

  @Test
  void removesBeforeItAddsAndTakesEachKindInOneRequest() throws InterruptedException {
    var outcome = applier.apply(List.of(bind("a"), say("b"), unbind("c"), bind("d"), finish("e")));

    assertThat(calls)
        .extracting(c -> c.substring(0, c.indexOf(' ')))
        .containsExactly("unbind", "bind", "status", "patch");
    assertThat(outcome.version()).isEqualTo(77);
    assertThat(outcome.refused()).isEmpty();
  }

  @Test
  void namesTheAddressesThatSomebodyHas() throws InterruptedException {
    refusals.put("uid-t1-a", "AddressTaken");
    refusals.put("uid-t1-b", "Conflict");

    var outcome = applier.apply(List.of(bind("a"), bind("b")));

    assertThat(outcome.refused()).hasSize(2);
    assertThat(outcome.taken())
        .containsExactly(new PlacementApplier.Taken(new ObjectKey("t1", "default"), "172.16.0.2"));
  }

  @Test
  void tellsWhatMayNotBeBoundAnywhereApartFromWhatIsTriedAgain() throws InterruptedException {
    refusals.put("uid-t1-a", "QuotaExceeded");
    refusals.put("uid-t1-b", "PrivilegedNotPermitted");
    refusals.put("uid-t1-c", "Conflict");

    var outcome = applier.apply(List.of(bind("a"), bind("b"), bind("c")));

    assertThat(outcome.notBound())
        .extracting(PlacementApplier.NotBound::reason)
        .containsExactly("QuotaExceeded", "PrivilegedNotPermitted");
    assertThat(outcome.refused()).hasSize(1);
    assertThat(calls).hasSize(1);
  }

  @Test
  void oneKindThatFailsKeepsNoOtherFromBeingDoneAndTheFirstCauseIsTold() {
    faults.put("unbind", new ApiUnreachableException("first", new IOException("test")));
    faults.put("status", new ApiUnreachableException("second", new IOException("test")));

    assertThatThrownBy(() -> applier.apply(List.of(unbind("c"), bind("a"), say("b"), finish("e"))))
        .hasMessage("first");

    assertThat(calls)
        .extracting(c -> c.substring(0, c.indexOf(' ')))
        .containsExactly("unbind", "bind", "status", "patch");
  }

  @Test
  void writesNothingMoreOnceTheTermIsOver() {
    faults.put("unbind", new ApiException(412, "LeaderTermLost", "over", List.of()));
    assertThatThrownBy(() -> applier.apply(List.of(unbind("c"), bind("a"))))
        .isInstanceOf(ApiException.class);

    faults.put("unbind", new Leadership.NotLeaderException());
    assertThatThrownBy(() -> applier.apply(List.of(unbind("c"), bind("a"))))
        .isInstanceOf(Leadership.NotLeaderException.class);

    assertThat(calls).noneMatch(c -> c.startsWith("bind"));
  }

  @Test
  void finalizerThatIsGoneAlreadyIsFine() throws InterruptedException {
    for (int code : new int[] {404, 409}) {
      faults.put("patch", new ApiException(code, "x", "x", List.of()));
      applier.apply(List.of(finish("e")));
    }
    var without = new TestInstance("t1", "f");
    without.finalizer = false;
    calls.clear();

    applier.apply(List.of(new PlacementAction.RemoveFinalizer(without.build())));

    assertThat(calls).isEmpty();
  }
}
