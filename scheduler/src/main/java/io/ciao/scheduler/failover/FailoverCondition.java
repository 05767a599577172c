package io.ciao.scheduler.failover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.config.ClusterConfig;
import io.ciao.api.config.ClusterReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.ConditionsPatch;
import io.ciao.scheduler.failover.FailoverDecision.Pause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The pass that says on the ClusterConfig whether failover is paused. Apart from the pass that
/// decides, which must not wait for a write: where failover is paused, writes are often slow.
///
/// A cluster without a ClusterConfig gets one when there is a pause to tell of.
final class FailoverCondition implements Reconciler<String> {
  /// The only key.
  static final String KEY = "condition";

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final ClusterCaches caches;
  private final Writer writer;
  private final InstantSource clock;

  /// Empty: nothing is known yet, or another leads; what is written stays. Set by the pass that
  /// decides.
  private volatile Optional<Verdict> verdict = Optional.empty();

  /// @param pause null: what falls silent is declared lost
  record Verdict(@Nullable Pause pause) {}

  /// Ways to the apiserver that give every write the leader's term.
  interface Writer {
    /// Makes the object and returns it as it is stored.
    ObjectNode create(ObjectNode config);

    void patchStatus(ObjectNode patch);

    static Writer to(ApiClient client) {
      return new Writer() {
        @Override
        public ObjectNode create(ObjectNode config) {
          return client.create(ResourceType.CLUSTER_CONFIGS, null, config);
        }

        @Override
        public void patchStatus(ObjectNode patch) {
          client.mergePatchStatus(ResourceType.CLUSTER_CONFIGS, ClusterConfig.DEFAULT, patch);
        }
      };
    }
  }

  FailoverCondition(ClusterCaches caches, Writer writer, InstantSource clock) {
    this.caches = caches;
    this.writer = writer;
    this.clock = clock;
  }

  /// What was found last.
  void found(Verdict now) {
    verdict = Optional.of(now);
  }

  /// Nobody here knows any more.
  void forget() {
    verdict = Optional.empty();
  }

  @Override
  public PassResult reconcile(String key) {
    var now = verdict;
    if (now.isPresent()) {
      try {
        write(now.get());
      } catch (ApiException e) {
        // Somebody was faster; the next look sees what they wrote.
        if (!e.isConflict() && !e.isNotFound()) {
          throw e;
        }
      }
    }
    return new PassResult.CheckAgain(LOOK_AGAIN);
  }

  private void write(Verdict found) {
    var config = caches.clusterConfigs().get(ClusterConfig.DEFAULT);
    if (config.isEmpty() && found.pause() == null) {
      return;
    }
    var present = config.orElseGet(this::create);
    var condition = condition(found).observing(present.metadata().generationOrZero());
    var before = present.status().conditions();
    if (Conditions.find(before, condition.type()).filter(condition::saysSameAs).isPresent()) {
      return;
    }
    var conditions = Conditions.merge(before, List.of(condition), clock.instant());
    writer.patchStatus(ConditionsPatch.of(present.metadata(), conditions));
  }

  private ClusterConfig create() {
    var config = Json.object();
    config.put("apiVersion", "ciao.io/v1").put("kind", ClusterConfig.KIND);
    config.putObject("metadata").put("name", ClusterConfig.DEFAULT.name());
    return Json.toRecord(writer.create(config), ClusterConfig.class);
  }

  private static Condition condition(Verdict found) {
    var pause = found.pause();
    return pause == null
        ? Condition.of(
            ClusterReasons.FAILOVER_PAUSED,
            Condition.FALSE,
            ClusterReasons.WATCHING,
            "a node that falls silent is declared lost")
        : Condition.of(
            ClusterReasons.FAILOVER_PAUSED, Condition.TRUE, pause.reason(), pause.message());
  }
}
