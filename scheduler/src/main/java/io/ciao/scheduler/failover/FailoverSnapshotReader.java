package io.ciao.scheduler.failover;

import io.ciao.api.config.ClusterConfig;
import io.ciao.api.config.FailoverConfig;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.api.node.Member;
import io.ciao.api.node.Node;
import io.ciao.reconcile.Informer;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.failover.FailoverAction.DeclareLost;
import io.ciao.scheduler.failover.FailoverSnapshot.NodeSilence;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Reads what a failover pass decides over: nodes, their renewals as this process saw them, and
/// what became of nodes in the last minute. Confined to the pass, of which there is one at a time.
final class FailoverSnapshotReader {
  private final ClusterCaches caches;
  private final PresenceLog log;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final PresentHistory history = new PresentHistory();
  private final GuardLift lift = new GuardLift();

  /// When too many were away at once.
  private @Nullable Long many;

  /// @param clock for what operators wrote a time into
  /// @param nanos monotonic; all else is decided by it
  FailoverSnapshotReader(
      ClusterCaches caches, PresenceLog log, InstantSource clock, LongSupplier nanos) {
    this.caches = caches;
    this.log = log;
    this.clock = clock;
    this.nanos = nanos;
  }

  /// Another led until now: what we saw meanwhile is not what it decided by.
  void takeOver() {
    log.restart();
    lift.restart();
    many = null;
    var ready =
        nodes().stream()
            .filter(n -> Conditions.holds(n.status().conditions(), CommonReasons.READY))
            .count();
    history.restart(nanos.getAsLong(), Math.toIntExact(ready));
  }

  FailoverSnapshot read() {
    var silences = silences();
    var presentNow =
        silences.stream()
            .filter(NodeSilence::isMember)
            .filter(node -> node.since().compareTo(FailoverTimes.SUSPICIOUS) <= 0)
            .count();
    history.add(nanos.getAsLong(), Math.toIntExact(presentNow));
    var settings =
        caches
            .clusterConfigs()
            .get(ClusterConfig.DEFAULT)
            .map(config -> config.spec().failoverOrDefault())
            .orElse(FailoverConfig.EMPTY);
    var lifted = lift.holds(settings.resumedAt(), clock.instant(), nanos.getAsLong());
    return new FailoverSnapshot(
        log.probeSteady(),
        silences,
        history.presentBefore(),
        history.lostRecently(),
        many == null ? null : Duration.ofNanos(nanos.getAsLong() - many),
        !lifted,
        settings.isPaused());
  }

  private List<NodeSilence> silences() {
    var silences = new ArrayList<NodeSilence>();
    for (var node : nodes()) {
      var member = node.status().member();
      if (member != null && !node.metadata().deleting()) {
        var name = node.metadata().requireName();
        var seen = log.of(name, member.incarnation(), member.in(Member.State.MEMBER));
        silences.add(new NodeSilence(name, member, seen.since(), seen.written()));
        if (member.in(Member.State.MEMBER)) {
          history.member(name, member.incarnation());
        }
      }
    }
    return silences;
  }

  private List<Node> nodes() {
    return caches.nodes().entries().stream().map(Informer.Entry::object).toList();
  }

  /// Too many are away now.
  void manyAway() {
    many = nanos.getAsLong();
  }

  /// A node was declared lost. What an operator has accepted as lost is no reason to pause again,
  /// nor is one that does not get to join.
  void lost(DeclareLost loss, FailoverSnapshot decided) {
    if (decided.guard() && decided.isMember(loss.node())) {
      history.lost(loss.node(), loss.incarnation(), nanos.getAsLong());
    }
  }
}
