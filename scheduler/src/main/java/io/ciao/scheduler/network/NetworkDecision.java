package io.ciao.scheduler.network;

import java.util.List;

/// What a pass does about a tenant network and those in it, in order.
record NetworkDecision(List<NetworkAction> actions) {
  NetworkDecision {
    actions = List.copyOf(actions);
  }
}
