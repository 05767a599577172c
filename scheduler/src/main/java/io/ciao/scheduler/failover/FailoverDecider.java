package io.ciao.scheduler.failover;

import io.ciao.api.config.ClusterReasons;
import io.ciao.api.node.Member;
import io.ciao.scheduler.failover.FailoverAction.DeclareLost;
import io.ciao.scheduler.failover.FailoverDecision.Pause;
import io.ciao.scheduler.failover.FailoverSnapshot.NodeSilence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which nodes are lost: a pure function of the snapshot.
///
/// A node is lost if its renewals stay away for longer than its own deadline while ours come back
/// all the time. If more than half of the nodes fall silent at once, that is more likely a network
/// that broke in the middle, and which half goes on is for people to say.
final class FailoverDecider {
  private FailoverDecider() {}

  static FailoverDecision decide(FailoverSnapshot snapshot) {
    var members = snapshot.nodes().stream().filter(NodeSilence::isMember).toList();
    var suspicious = members.stream().filter(node -> over(node, FailoverTimes.SUSPICIOUS)).toList();
    if (snapshot.probeSteady().compareTo(FailoverTimes.STEADY) < 0) {
      return new FailoverDecision(List.of(), suspicious.isEmpty() ? null : blind(suspicious));
    }
    var slow =
        snapshot.nodes().stream()
            .filter(node -> node.member().in(Member.State.REJOINING))
            .filter(node -> over(node, FailoverTimes.REJOINING_MAX))
            .map(FailoverDecider::loss)
            .toList();
    var pause = pause(snapshot, suspicious);
    if (pause != null) {
      return new FailoverDecision(slow, pause);
    }
    var silent = members.stream().filter(node -> over(node, FailoverTimes.MEMBER_SILENCE));
    return new FailoverDecision(
        java.util.stream.Stream.concat(silent.map(FailoverDecider::loss), slow.stream()).toList(),
        null);
  }

  private static @Nullable Pause pause(FailoverSnapshot snapshot, List<NodeSilence> suspicious) {
    if (suspicious.isEmpty() && snapshot.lostRecently() == 0) {
      return null;
    }
    if (snapshot.paused()) {
      return new Pause(
          ClusterReasons.PAUSED_BY_OPERATOR,
          "nodes are silent (%s); nothing is moved while spec.failover.paused is true"
              .formatted(names(suspicious)));
    }
    if (!snapshot.guard()) {
      return null;
    }
    var away = suspicious.size() + snapshot.lostRecently();
    if (2 * away <= snapshot.presentBefore()) {
      return comeBack(snapshot, suspicious);
    }
    return new Pause(
        ClusterReasons.MANY_NODES_SILENT,
        "%d of %d nodes fell silent within %d s (%s); nothing is moved until they are heard again, or ciaoctl failover --resume"
            .formatted(
                away,
                snapshot.presentBefore(),
                FailoverTimes.GUARD.toSeconds(),
                names(suspicious)));
  }

  /// When a network heals nodes come back one by one, and the last are no more dead than the first.
  private static @Nullable Pause comeBack(FailoverSnapshot snapshot, List<NodeSilence> suspicious) {
    var sinceMany = snapshot.sinceMany();
    if (suspicious.isEmpty()
        || sinceMany == null
        || sinceMany.compareTo(FailoverTimes.MEMBER_SILENCE) > 0) {
      return null;
    }
    return new Pause(
        ClusterReasons.MANY_NODES_SILENT,
        "nodes come back that fell silent at once; those that are silent still (%s) have %.1f s from when enough were back"
            .formatted(names(suspicious), FailoverTimes.MEMBER_SILENCE.toMillis() / 1000.0));
  }

  /// Whether so many are away that the guard holds, and is not lifted.
  static boolean manyAway(FailoverSnapshot snapshot) {
    var suspicious =
        snapshot.nodes().stream()
            .filter(NodeSilence::isMember)
            .filter(node -> over(node, FailoverTimes.SUSPICIOUS))
            .count();
    return snapshot.guard()
        && suspicious > 0
        && 2 * (suspicious + snapshot.lostRecently()) > snapshot.presentBefore();
  }

  private static Pause blind(List<NodeSilence> suspicious) {
    return new Pause(
        ClusterReasons.RENEWALS_NOT_SEEN,
        "nodes are silent (%s), but so are renewals of the scheduler's own; nothing is moved until those come back"
            .formatted(names(suspicious)));
  }

  private static String names(List<NodeSilence> nodes) {
    return nodes.isEmpty()
        ? "lost already"
        : String.join(", ", nodes.stream().map(NodeSilence::name).sorted().limit(5).toList())
            + (nodes.size() > 5 ? " and " + (nodes.size() - 5) + " more" : "");
  }

  private static boolean over(NodeSilence node, java.time.Duration limit) {
    return node.since().compareTo(limit) > 0;
  }

  private static DeclareLost loss(NodeSilence node) {
    return new DeclareLost(node.name(), node.member().incarnation(), node.written());
  }
}
