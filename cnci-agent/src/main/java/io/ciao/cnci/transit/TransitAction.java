package io.ciao.cnci.transit;

import io.ciao.linux.transit.TransitPlan;

/// One idempotent step for what joins a tenant's subnets on this node.
sealed interface TransitAction {
  /// Makes the namespace as planned, or repairs it, but for ports whose concentrator is not there.
  record Make(TransitPlan plan) implements TransitAction {}

  /// Removes the namespace of this VNI with all that is in it.
  record Remove(long vni) implements TransitAction {}
}
