package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.Condition;
import io.ciao.apiserver.tree.ObjectTree;
import java.time.Instant;
import java.util.List;

/// Whether an instance may be bound as asked, and what it looks like then. Pure.
final class BindRule {
  private BindRule() {}

  /// What is to be done with one item.
  sealed interface Outcome {
    /// The instance is bound.
    ///
    /// @param claims whether the address is new to the instance and has to be claimed
    record Bind(ObjectNode instance, boolean claims) implements Outcome {}

    record Refuse(int code, String reason, String message) implements Outcome {}
  }

  /// Judges one item.
  ///
  /// @param current the instance as it is; changed and returned if it is bound
  /// @param version its version, which becomes the epoch
  static Outcome decide(ObjectNode current, long version, BindItem item, Instant now) {
    if (!ObjectTree.uid(current).equals(item.uid())) {
      return refuse("Conflict", "the uid is now " + ObjectTree.uid(current));
    }
    if (ObjectTree.deleting(current)) {
      return refuse("Deleting", "the instance is being deleted");
    }
    if (ObjectTree.generation(current) != item.generation()) {
      return refuse(
          "Conflict",
          "the generation is now "
              + ObjectTree.generation(current)
              + ", the placement was made for "
              + item.generation());
    }
    JsonNode binding = current.path("status").path("binding");
    if (binding.isObject() && !Release.isReleased(current)) {
      return refuse(
          "AlreadyBound",
          "bound to node "
              + binding.path("nodeName").asText()
              + " at epoch "
              + binding.path("epoch").asLong());
    }
    return bind(current, version, item, now);
  }

  private static Outcome bind(ObjectNode instance, long version, BindItem item, Instant now) {
    ObjectNode status = ObjectTree.map(instance, "status");
    ObjectNode binding = Json.object();
    binding.put("nodeName", item.nodeName()).put("nodeUID", item.nodeUid());
    binding.put("epoch", version).put("boundAt", ObjectTree.time(now));
    status.set("binding", binding);
    boolean claims = !status.path("network").hasNonNull("address") && !item.network().isEmpty();
    if (claims) {
      status.set("network", item.network().deepCopy());
    }
    boolean ssh = !item.ssh().isEmpty();
    if (ssh) {
      status.set("ssh", item.ssh().deepCopy());
    }
    boolean revision = !status.hasNonNull("workloadRevision") && !item.workloadRevision().isEmpty();
    if (revision) {
      status.put("workloadRevision", item.workloadRevision());
    }
    InstanceConditions.put(
        instance,
        List.of(
            Condition.of(
                InstanceReasons.SCHEDULED,
                Condition.TRUE,
                InstanceReasons.BOUND,
                "bound to node " + item.nodeName())),
        now);
    InstanceConditions.refresh(instance, now);
    InstanceOwners.bound(instance, new InstanceOwners.Bound(claims, ssh, revision), now);
    return new Outcome.Bind(instance, claims);
  }

  private static Outcome refuse(String reason, String message) {
    return new Outcome.Refuse(409, reason, message);
  }
}
