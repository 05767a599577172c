package io.ciao.scheduler.presence;

import java.util.List;

/// What a pass says about a node and the instances bound to it; only what changes.
record NodeReadinessDecision(List<NodeReadinessAction> actions) {
  NodeReadinessDecision {
    actions = List.copyOf(actions);
  }
}
