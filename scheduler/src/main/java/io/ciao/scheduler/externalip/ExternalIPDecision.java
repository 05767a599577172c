package io.ciao.scheduler.externalip;

import java.util.List;

/// What a pass does about a pool and those that name it; only what changes.
record ExternalIPDecision(List<ExternalIPAction> actions) {
  ExternalIPDecision {
    actions = List.copyOf(actions);
  }
}
