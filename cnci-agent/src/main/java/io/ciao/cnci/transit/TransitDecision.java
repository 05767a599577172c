package io.ciao.cnci.transit;

import java.util.List;

/// What to do, in order.
record TransitDecision(List<TransitAction> actions) {
  TransitDecision {
    actions = List.copyOf(actions);
  }
}
