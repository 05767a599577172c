package io.ciao.scheduler.failover;

import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Failover;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
import java.util.Optional;

/// Whether an instance of a lost node is started on another: a pure function.
public final class FailoverRule {
  private FailoverRule() {}

  /// Why an instance stays with its lost node.
  ///
  /// @param reason one of [InstanceReasons]
  public record Stay(String reason, String message) {}

  /// Empty if it is started on another. An operator's order counts for the binding that it names.
  ///
  /// @param node the lost one
  public static Optional<Stay> staysBecause(Instance instance, String node) {
    if (instance.isFailoverForced()) {
      return Optional.empty();
    }
    var spec = instance.spec();
    if (!spec.wantsRunning()) {
      return stay(
          InstanceReasons.STOPPED, "it does not run, and its disk is there; starting it moves it");
    }
    var failover = spec.failover();
    if (failover != null && Failover.STAY.equals(failover.policy())) {
      return stay(
          InstanceReasons.FAILOVER_POLICY_STAY,
          "spec.failover.policy is Stay, so it waits for the node");
    }
    var placement = EffectiveSpec.of(spec, instance.status().base()).placement();
    if (placement != null && node.equals(placement.nodeName())) {
      return stay(
          InstanceReasons.PINNED_TO_LOST_NODE,
          "spec.placement.nodeName is " + node + ", so it waits for the node");
    }
    return Optional.empty();
  }

  private static Optional<Stay> stay(String reason, String message) {
    return Optional.of(new Stay(reason, message));
  }
}
