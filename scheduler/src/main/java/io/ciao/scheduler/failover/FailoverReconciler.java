package io.ciao.scheduler.failover;

import io.ciao.api.config.ClusterConfig;
import io.ciao.api.config.FailoverConfig;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.EventNote.About;
import io.ciao.api.meta.EventNote.Severity;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.Member;
import io.ciao.api.node.Node;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.Leadership;
import io.ciao.scheduler.failover.FailoverDecision.Loss;
import io.ciao.scheduler.failover.FailoverSnapshot.NodeSilence;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
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
  private final PresenceLog log;
  private final Options options;
  private final FailoverApplier applier;
  private final FailoverCondition condition;
  private final PresentHistory history = new PresentHistory();
  private final GuardLift lift = new GuardLift();

  /// Confined to the pass, of which there is one at a time.
  private @Nullable String term;

  private FailoverDecision.@Nullable Pause pause;

  /// What a pass needs beside what it decides over and what it writes.
  ///
  /// @param teller for people
  /// @param clock for what operators wrote a time into
  /// @param nanos monotonic; all else is decided by it
  record Options(Teller teller, InstantSource clock, LongSupplier nanos) {}

  /// Tells people of something, as [io.ciao.reconcile.EventRecorder#record] does.
  @FunctionalInterface
  interface Teller {
    void tell(About about, Severity severity, String reason, String message);
  }

  FailoverReconciler(
      ClusterCaches caches,
      Leadership leadership,
      PresenceLog log,
      Writes writes,
      Options options) {
    this.caches = caches;
    this.leadership = leadership;
    this.log = log;
    this.options = options;
    this.applier = writes.applier();
    this.condition = writes.condition();
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
      takeOver();
      term = present.get();
    }
    var snapshot = snapshot();
    var decision = FailoverDecider.decide(snapshot);
    say(decision.pause(), snapshot.probeSteady());
    for (var loss : decision.losses()) {
      if (applier.declare(loss)) {
        var wasMember = snapshot.isMember(loss.node());
        tell(loss, wasMember);
        // What an operator has accepted as lost is no reason to pause again, nor is one that does
        // not get to join.
        if (wasMember && snapshot.guard()) {
          history.lost(loss.node(), loss.incarnation(), options.nanos().getAsLong());
        }
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
    lift.restart();
    var ready =
        nodes().stream()
            .filter(n -> Conditions.holds(n.status().conditions(), CommonReasons.READY))
            .count();
    history.restart(options.nanos().getAsLong(), Math.toIntExact(ready));
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
    history.add(options.nanos().getAsLong(), Math.toIntExact(presentNow));
    var settings =
        caches
            .clusterConfigs()
            .get(ClusterConfig.DEFAULT)
            .map(config -> config.spec().failoverOrDefault())
            .orElse(FailoverConfig.EMPTY);
    var lifted =
        lift.holds(settings.resumedAt(), options.clock().instant(), options.nanos().getAsLong());
    return new FailoverSnapshot(
        log.probeSteady(),
        silences,
        history.presentBefore(),
        history.lostRecently(),
        !lifted,
        settings.isPaused());
  }

  private void tell(Loss loss, boolean wasMember) {
    caches
        .nodes()
        .get(new ObjectKey(null, loss.node()))
        .ifPresent(
            node ->
                options
                    .teller()
                    .tell(
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
