package io.ciao.scheduler.failover;

import io.ciao.api.meta.EventNote.About;
import io.ciao.api.meta.EventNote.Severity;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.Node;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.Leadership;
import io.ciao.scheduler.failover.FailoverAction.DeclareLost;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pass over all nodes' presence: declares lost what is. One key for the whole cluster; looks
/// again a few times a second, since silence is no event.
final class FailoverReconciler implements Reconciler<String> {
  /// The only key.
  static final String CLUSTER = "cluster";

  /// The reason of the Event.
  private static final String NODE_LOST = "NodeLost";

  private static final Logger LOG = LoggerFactory.getLogger(FailoverReconciler.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final ClusterCaches caches;
  private final Leadership leadership;
  private final FailoverSnapshotReader reader;
  private final FailoverApplier applier;
  private final FailoverCondition condition;
  private final Teller teller;

  /// Confined to the pass, of which there is one at a time.
  private @Nullable String term;

  private FailoverDecision.@Nullable Pause pause;

  /// Tells people of something, as [io.ciao.reconcile.EventRecorder#record] does.
  @FunctionalInterface
  interface Teller {
    void tell(About about, Severity severity, String reason, String message);
  }

  FailoverReconciler(
      ClusterCaches caches,
      Leadership leadership,
      FailoverSnapshotReader reader,
      Writes writes,
      Teller teller) {
    this.caches = caches;
    this.leadership = leadership;
    this.reader = reader;
    this.applier = writes.applier();
    this.condition = writes.condition();
    this.teller = teller;
  }

  /// Where a pass writes.
  record Writes(FailoverApplier applier, FailoverCondition condition) {}

  @Override
  public PassResult reconcile(String key) throws InterruptedException {
    var present = leadership.term();
    if (present.isEmpty() || !mayDecide()) {
      term = null;
      condition.forget();
      return new PassResult.CheckAgain(LOOK_AGAIN);
    }
    if (!present.get().equals(term)) {
      reader.takeOver();
      term = present.get();
    }
    var snapshot = reader.read();
    if (FailoverDecider.manyAway(snapshot)) {
      reader.manyAway();
    }
    var decision = FailoverDecider.decide(snapshot);
    say(decision.pause(), snapshot.probeSteady());
    for (var loss : decision.losses()) {
      if (applier.declare(loss)) {
        tell(loss, snapshot.isMember(loss.node()));
        reader.lost(loss, snapshot);
      }
    }
    return new PassResult.CheckAgain(LOOK_AGAIN);
  }

  private boolean mayDecide() throws InterruptedException {
    return caches.synced() && caches.awaitVersion(leadership.decideFromVersion(), Duration.ZERO);
  }

  private void tell(DeclareLost loss, boolean wasMember) {
    caches
        .nodes()
        .get(new ObjectKey(null, loss.node()))
        .ifPresent(
            node ->
                teller.tell(
                    About.of(Node.KIND, node.metadata()),
                    Severity.WARNING,
                    NODE_LOST,
                    wasMember
                        ? "its agent renewed nothing for longer than a node may; what may move"
                            + " is started on other nodes"
                        : "its agent has not finished joining in time"));
  }

  /// That nothing is silent is known only once our own renewals have come back for a while.
  private void say(FailoverDecision.@Nullable Pause now, Duration steady) {
    if (now != null || steady.compareTo(FailoverTimes.STEADY) >= 0) {
      condition.found(new FailoverCondition.Verdict(now));
    }
    var before = pause;
    var changed = !Objects.equals(reason(before), reason(now));
    pause = now;
    if (changed && now != null) {
      LOG.warn("failover waits reason={} message=\"{}\"", now.reason(), now.message());
    } else if (changed) {
      LOG.info("failover goes on");
    }
  }

  private static @Nullable String reason(FailoverDecision.@Nullable Pause pause) {
    return pause == null ? null : pause.reason();
  }
}
