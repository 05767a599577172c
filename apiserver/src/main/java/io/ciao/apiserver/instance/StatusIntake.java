package io.ciao.apiserver.instance;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.batch.StatusItem;
import io.ciao.api.meta.Condition;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.status.Refusals;
import java.util.Set;

/// Whether an item of `instances:status` is its sender's to say. Pure.
final class StatusIntake {
  /// The condition types that a scheduler writes.
  static final Set<String> SCHEDULER_CONDITIONS =
      Set.of(
          InstanceReasons.SCHEDULED,
          InstanceReasons.NODE_AVAILABLE,
          InstanceReasons.NETWORK_ATTACHED,
          InstanceReasons.FENCED);

  private StatusIntake() {}

  /// The item as its sender may mean it: a node speaks for itself alone, whatever the item says.
  static StatusItem of(StatusItem item, Identity identity) {
    for (Condition condition : item.conditions()) {
      if (identity.isNode() || !SCHEDULER_CONDITIONS.contains(condition.type())) {
        throw Refusals.badRequest(
            "condition "
                + condition.type()
                + " is not the caller's; a scheduler owns "
                + SCHEDULER_CONDITIONS);
      }
    }
    StatusItem said = identity.nodeName().map(item::by).orElse(item);
    if (said.report() != null && said.node() == null) {
      throw Refusals.badRequest("an item with a report names its node");
    }
    return said;
  }
}
