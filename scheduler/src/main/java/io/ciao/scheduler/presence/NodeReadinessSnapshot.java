package io.ciao.scheduler.presence;

import io.ciao.api.instance.Instance;
import io.ciao.api.node.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What one pass over a node may look at.
///
/// @param silence for how long nothing was heard of it
/// @param everHeard whether anything was heard of it since this scheduler started
/// @param bound the instances bound to it
record NodeReadinessSnapshot(
    Node node, Duration silence, boolean everHeard, List<Instance> bound, Instant now) {
  NodeReadinessSnapshot {
    bound = List.copyOf(bound);
  }
}
