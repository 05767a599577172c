package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.instance.batch.ItemReason;
import io.ciao.api.instance.batch.UnbindItem;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.apiserver.tree.ObjectTree;
import java.time.Instant;
import java.util.List;

/// The two steps of taking an instance from its node: it is told to let go, and once it reported
/// Released at that epoch the binding goes. One whose node is lost goes from it in one step, in a
/// transaction that compares that. Pure.
final class Release {
  private Release() {}

  /// What is to be done with one item.
  sealed interface Outcome {
    /// The binding is now marked as releasing, or was already.
    ///
    /// @param changed whether the object has to be written
    record Releasing(boolean changed) implements Outcome {}

    /// The binding is gone, or was already.
    record Unbound(boolean changed) implements Outcome {}

    record Refuse(int code, ItemReason reason, String message) implements Outcome {}
  }

  /// Judges one item and takes the step.
  ///
  /// @param instance changed in place where the outcome says so
  static Outcome decide(ObjectNode instance, UnbindItem item, Instant now) {
    long epoch = item.epoch();
    if (!ObjectTree.uid(instance).equals(item.instance().uid())) {
      return new Outcome.Refuse(
          409, ItemReason.CONFLICT, "the uid is now " + ObjectTree.uid(instance));
    }
    JsonNode binding = instance.path("status").path("binding");
    if (!binding.isObject()) {
      return new Outcome.Unbound(false);
    }
    long bound = binding.path("epoch").asLong();
    if (bound > epoch) {
      // A newer binding exists, so the one that was meant is gone.
      return new Outcome.Unbound(false);
    }
    if (bound < epoch) {
      return new Outcome.Refuse(409, ItemReason.CONFLICT, "the binding's epoch is " + bound);
    }
    return step(instance, (ObjectNode) binding, item, now);
  }

  private static Outcome step(
      ObjectNode instance, ObjectNode binding, UnbindItem item, Instant now) {
    String node = binding.path("nodeName").asText();
    boolean lost = item.lost() != null && item.lost().is(node);
    if (lost || isReleased(instance)) {
      ObjectTree.map(instance, "status").remove("binding");
      InstanceConditions.put(
          instance,
          List.of(
              Condition.of(
                  InstanceReasons.SCHEDULED,
                  Condition.UNKNOWN,
                  CommonReasons.PENDING,
                  lost
                      ? "taken from node " + node + ", which is lost"
                      : "released by node " + node)),
          now);
      InstanceConditions.refresh(instance, now);
      InstanceOwners.unbound(instance, now);
      return new Outcome.Unbound(true);
    }
    boolean already = binding.path("releasing").asBoolean(false);
    if (!already) {
      binding.put("releasing", true);
      InstanceOwners.releasing(instance, now);
      if (item.because() != null) {
        givesWay(instance, item.because(), now);
      }
    }
    return new Outcome.Releasing(!already);
  }

  private static void givesWay(ObjectNode instance, String because, Instant now) {
    InstanceConditions.put(
        instance,
        List.of(
            Condition.of(
                InstanceReasons.SCHEDULED, Condition.FALSE, InstanceReasons.PREEMPTED, because)),
        now);
    InstanceConditions.refresh(instance, now);
    InstanceOwners.givesWay(instance, now);
  }

  /// Whether the node was told to let go and reported that it has.
  static boolean isReleased(JsonNode instance) {
    JsonNode binding = instance.path("status").path("binding");
    JsonNode observed = instance.path("status").path("observed");
    return binding.path("releasing").asBoolean(false)
        && observed.path("epoch").asLong(-1) == binding.path("epoch").asLong(0)
        && observed.path("state").asText("").equals(InstanceState.Released.name());
  }
}
