package io.ciao.scheduler.failover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.scheduler.TestCluster;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.TestLeadership;
import io.ciao.scheduler.failover.FailoverReconciler.Writes;
import io.ciao.store.PresenceFeed.Seen;
import io.ciao.store.Renewal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a pass over five nodes makes of an operator's settings, and what it tells.
class FailoverReconcilerTest {
  private static final List<String> NODES = List.of("n1", "n2", "n3", "n4", "n5");

  private final TestCluster cluster = new TestCluster();
  private final TestLeadership leadership = new TestLeadership();
  private final List<String> declared = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final Set<String> silent = new TreeSet<>();
  private long nanos;
  private long seq;
  private @Nullable ApiException refusal;
  private PresenceLog log = new PresenceLog(".me", () -> nanos);
  private FailoverCondition condition;
  private FailoverReconciler reconciler;

  @BeforeEach
  void start() throws InterruptedException {
    for (var node : NODES) {
      cluster.put(
          ResourceType.NODES,
          """
          metadata: {name: %s}
          status:
            member: {state: Member, incarnation: 7}
            conditions: [{type: Ready, status: "True"}]
          """
              .formatted(node));
    }
    configure("{}");
    var clock = InstantSource.fixed(TestInstance.BEGIN);
    condition = new FailoverCondition(cluster.caches(), new Said(), clock);
    reconciler =
        new FailoverReconciler(
            cluster.caches(),
            leadership,
            new FailoverSnapshotReader(cluster.caches(), log, clock, () -> nanos),
            new Writes(new FailoverApplier(this::declare), condition),
            (about, _, reason, message) -> told.add(about.name() + " " + reason + message));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private final class Said implements FailoverCondition.Writer {
    @Override
    public ObjectNode create(ObjectNode config) {
      throw new AssertionError("it is there");
    }

    @Override
    public void patchStatus(ObjectNode patch) {
      said.add(patch.at("/status/conditions/0/reason").asText());
    }
  }

  private ObjectNode declare(String path, ObjectNode body) {
    if (refusal != null) {
      throw refusal;
    }
    declared.add(path.replaceAll(".*/nodes/(.*)/lost", "$1"));
    return Json.object();
  }

  private void configure(String failover) {
    cluster.put(
        ResourceType.CLUSTER_CONFIGS,
        "metadata: {name: default}\nspec: {failover: " + failover + "}");
  }

  /// Lets that time go by; who is not silent renews, and so does our own probe.
  private void after(Duration time) throws InterruptedException {
    cluster.caches();
    for (var end = nanos + time.toNanos(); nanos < end; ) {
      nanos += Duration.ofMillis(500).toNanos();
      seq++;
      log.renewed(".me", new Seen(new Renewal(0, seq), seq));
      for (var node : NODES) {
        if (!silent.contains(node)) {
          log.renewed(node, new Seen(new Renewal(7, seq), seq));
        }
      }
      reconciler.reconcile(FailoverReconciler.CLUSTER);
    }
    condition.reconcile(FailoverCondition.KEY);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void tellsOfANodeThatItDeclaredLost() throws InterruptedException {
    after(seconds(10));
    silent.add("n2");
    after(seconds(7));

    assertThat(declared).contains("n2").doesNotContain("n1", "n3", "n4", "n5");
    assertThat(told.getFirst()).startsWith("n2 NodeLost").contains("renewed nothing");
  }

  @Test
  void tellsNothingOfANodeThatCameBackInTime() throws InterruptedException {
    refusal = new ApiException(409, "Conflict", "it has renewed since", List.of());
    after(seconds(10));
    silent.add("n2");
    after(seconds(7));

    assertThat(told).isEmpty();
  }

  @Test
  void declaresNothingWhileAnOperatorSaysSo() throws InterruptedException {
    configure("{paused: true}");
    after(seconds(10));
    silent.add("n2");
    after(seconds(20));

    assertThat(declared).isEmpty();
    assertThat(said).last().isEqualTo("PausedByOperator");

    configure("{paused: false}");
    after(seconds(1));

    assertThat(declared).contains("n2");
  }

  @Test
  void declaresManyAtOnceOnlyWhenAnOperatorSaysSo() throws InterruptedException {
    after(seconds(10));
    silent.addAll(List.of("n1", "n2", "n3"));
    after(seconds(20));
    assertThat(declared).isEmpty();
    assertThat(said).last().isEqualTo("ManyNodesSilent");

    configure("{resumedAt: \"2020-01-01T00:00:00Z\"}");
    after(seconds(1));

    assertThat(declared).contains("n1", "n2", "n3");
    assertThat(said).last().isEqualTo("Watching");
  }

  /// Else three nodes given up would keep a fourth one from being lost a minute later.
  @Test
  void whatAnOperatorGaveUpIsNoReasonToPauseAgain() throws InterruptedException {
    after(seconds(10));
    silent.addAll(List.of("n1", "n2", "n3"));
    after(seconds(10));
    configure("{resumedAt: \"2020-01-01T00:00:00Z\"}");
    after(seconds(2));
    for (var node : silent) {
      cluster.put(
          ResourceType.NODES,
          "metadata: {name: %s}\nstatus: {member: {state: Lost, incarnation: 7}}".formatted(node));
    }
    after(seconds(57));
    said.clear();

    for (int i = 0; i < 10; i++) {
      after(Duration.ofMillis(500));
    }

    assertThat(said).hasSize(10).containsOnly("Watching");
  }

  /// As on a node whose containers cannot be counted: it is lost and joins again all the time.
  @Test
  void nodesThatDoNotGetToJoinAreNoReasonToPause() throws InterruptedException {
    after(seconds(10));
    for (var node : List.of("n1", "n2", "n3")) {
      silent.add(node);
      cluster.put(
          ResourceType.NODES,
          "metadata: {name: %s}\nstatus: {member: {state: Rejoining, incarnation: 9}}"
              .formatted(node));
    }
    after(seconds(35));
    assertThat(declared).contains("n1", "n2", "n3");
    assertThat(told.getFirst())
        .isEqualTo("n1 NodeLost" + "its agent has not finished joining in time");
    after(seconds(5));

    assertThat(said).containsOnly("Watching");
  }

  @Test
  void saysNothingWhileItCannotKnow() throws InterruptedException {
    after(seconds(2));
    assertThat(said).as("our own renewals are not steady yet").isEmpty();
    after(seconds(2));
    assertThat(said).containsOnly("Watching");
    said.clear();

    leadership.held = null;
    after(seconds(2));

    assertThat(said).isEmpty();
  }
}
