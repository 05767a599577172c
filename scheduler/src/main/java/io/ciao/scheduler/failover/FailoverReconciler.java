package io.ciao.scheduler.failover;

import io.ciao.api.client.ApiClient;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.api.node.Member;
import io.ciao.api.node.Node;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.Leadership;
import io.ciao.scheduler.failover.FailoverSnapshot.NodeSilence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pass over all nodes' presence: declares lost what is. One key for the whole cluster; looks
/// again a few times a second, since silence is no event.
public final class FailoverReconciler implements Reconciler<String> {
  /// The only key.
  public static final String CLUSTER = "cluster";

  private static final Logger LOG = LoggerFactory.getLogger(FailoverReconciler.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final ClusterCaches caches;
  private final Leadership leadership;
  private final PresenceLog log;
  private final LongSupplier nanos;
  private final FailoverApplier applier;
  private final PresentHistory history = new PresentHistory();

  /// Confined to the pass, of which there is one at a time.
  private @Nullable String term;

  private FailoverDecision.@Nullable Pause pause;

  FailoverReconciler(
      ApiClient client,
      ClusterCaches caches,
      Leadership leadership,
      PresenceLog log,
      LongSupplier nanos) {
    this.caches = caches;
    this.leadership = leadership;
    this.log = log;
    this.nanos = nanos;
    this.applier = new FailoverApplier(client);
  }

  @Override
  public PassResult reconcile(String key) throws InterruptedException {
    var present = leadership.term();
    if (present.isEmpty() || !mayDecide()) {
      term = null;
      return new PassResult.CheckAgain(LOOK_AGAIN);
    }
    if (!present.get().equals(term)) {
      takeOver();
      term = present.get();
    }
    var decision = FailoverDecider.decide(snapshot());
    say(decision.pause());
    for (var loss : decision.losses()) {
      if (applier.declare(loss)) {
        history.lost(loss.node(), loss.incarnation(), nanos.getAsLong());
      }
    }
    return new PassResult.CheckAgain(LOOK_AGAIN);
  }

  private boolean mayDecide() throws InterruptedException {
    return caches.synced() && caches.awaitVersion(leadership.decideFromVersion(), Duration.ZERO);
  }

  /// Another led until now: what we saw meanwhile is not what it decided by.
  private void takeOver() {
    log.restart();
    var ready =
        nodes().stream()
            .filter(n -> Conditions.holds(n.status().conditions(), CommonReasons.READY))
            .count();
    history.restart(nanos.getAsLong(), Math.toIntExact(ready));
  }

  private List<Node> nodes() {
    return caches.nodes().entries().stream().map(Informer.Entry::object).toList();
  }

  private FailoverSnapshot snapshot() {
    var silences = new ArrayList<NodeSilence>();
    for (var node : nodes()) {
      var member = node.status().member();
      if (member != null && !node.metadata().deleting()) {
        var name = node.metadata().requireName();
        var seen = log.of(name, member.incarnation(), member.in(Member.State.MEMBER));
        silences.add(new NodeSilence(name, member, seen.since(), seen.seq()));
        if (member.in(Member.State.MEMBER)) {
          history.member(name, member.incarnation());
        }
      }
    }
    var presentNow =
        silences.stream()
            .filter(NodeSilence::isMember)
            .filter(node -> node.since().compareTo(FailoverTimes.SUSPICIOUS) <= 0)
            .count();
    history.add(nanos.getAsLong(), Math.toIntExact(presentNow));
    return new FailoverSnapshot(
        log.probeSteady(), silences, history.presentBefore(), history.lostRecently(), true, false);
  }

  private void say(FailoverDecision.@Nullable Pause now) {
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
