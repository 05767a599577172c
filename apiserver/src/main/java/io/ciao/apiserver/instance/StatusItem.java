package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.Condition;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.status.Refusals;
import io.ciao.store.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One item of `instances:status`: a node's report, a scheduler's conditions, or both.
record StatusItem(
    ResourceKey key, String uid, @Nullable Report report, List<Condition> conditions) {
  /// The condition types that a scheduler writes.
  static final Set<String> SCHEDULER_CONDITIONS =
      Set.of(
          InstanceReasons.SCHEDULED,
          InstanceReasons.NODE_AVAILABLE,
          InstanceReasons.NETWORK_ATTACHED,
          "Fenced");

  private static final Set<String> STATUSES =
      Set.of(Condition.TRUE, Condition.FALSE, Condition.UNKNOWN);

  static StatusItem read(Fields fields, Identity identity) {
    ResourceKey key = fields.instance();
    // A node speaks for itself alone, whatever the item says.
    String node = identity.nodeName().orElseGet(() -> fields.optionalText("node"));
    Report report = null;
    if (fields.has("report")) {
      if (node.isEmpty()) {
        throw Refusals.badRequest("an item with a report names its node");
      }
      report = Report.read(node, fields.object("report"));
    }
    return new StatusItem(key, fields.text("uid"), report, conditions(fields, identity));
  }

  private static List<Condition> conditions(Fields fields, Identity identity) {
    List<Condition> conditions = new ArrayList<>();
    for (JsonNode node : fields.node("conditions")) {
      Fields condition = new Fields(node, "conditions[" + conditions.size() + "]");
      String type = condition.text("type");
      String status = condition.text("status");
      if (identity.isNode() || !SCHEDULER_CONDITIONS.contains(type)) {
        throw Refusals.badRequest(
            "condition " + type + " is not the caller's; a scheduler owns " + SCHEDULER_CONDITIONS);
      }
      if (!STATUSES.contains(status)) {
        throw Refusals.badRequest(
            "condition " + type + ": status is True, False or Unknown, found " + status);
      }
      long generation =
          condition.has("observedGeneration") ? condition.number("observedGeneration") : 0;
      Condition read =
          Condition.of(type, status, condition.text("reason"), condition.optionalText("message"));
      conditions.add(generation == 0 ? read : read.observing(generation));
    }
    return conditions;
  }
}
