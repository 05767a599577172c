package io.ciao.scheduler.failover;

import io.ciao.api.node.Member;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a failover pass decides over.
///
/// @param probeSteady for how long our own renewals have come back without a gap
/// @param nodes those that have joined once
/// @param presentBefore the most members that were present at a time in the last
///   [FailoverTimes#GUARD], or when this leader took over
/// @param lostRecently how many members were lost since then
/// @param sinceMany how long ago too many were away at once; null: not since this leader took over
/// @param guard whether the loss of many at once pauses failover; not after an operator said to go
///   on
/// @param paused whether an operator has paused failover
record FailoverSnapshot(
    Duration probeSteady,
    List<NodeSilence> nodes,
    int presentBefore,
    int lostRecently,
    @Nullable Duration sinceMany,
    boolean guard,
    boolean paused) {
  FailoverSnapshot {
    nodes = List.copyOf(nodes);
  }

  /// Whether a node of that name is a member.
  boolean isMember(String name) {
    return nodes.stream().anyMatch(node -> node.name().equals(name) && node.isMember());
  }

  /// How long a node has been silent.
  ///
  /// @param since the newest renewal of its incarnation was seen, or since we began to look
  /// @param written revision at which its presence key was last written, as we saw it; empty: it is
  ///   not there
  record NodeSilence(String name, Member member, Duration since, OptionalLong written) {
    boolean isMember() {
      return member.in(Member.State.MEMBER);
    }
  }
}
