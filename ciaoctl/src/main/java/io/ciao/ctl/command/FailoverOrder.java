package io.ciao.ctl.command;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.node.Member;
import io.ciao.api.node.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether an instance may be given up on its node, and what is lost then. Pure.
///
/// Only a node that is declared lost may be overruled: one that is merely silent may still run the
/// instance, and a second copy would start beside it. The scheduler and the transaction of the bind
/// check that again.
final class FailoverOrder {
  /// Reasons of NodeAvailable that the scheduler gives to what stays with a lost node.
  private static final Set<String> STAYS =
      Set.of(
          InstanceReasons.FAILOVER_POLICY_STAY,
          InstanceReasons.PINNED_TO_LOST_NODE,
          InstanceReasons.STOPPED);

  private FailoverOrder() {}

  /// What is known of the instance's node.
  ///
  /// @param visible whether whoever asks may read nodes
  /// @param node empty if it is not visible or does not exist
  record NodeSeen(boolean visible, Optional<Node> node) {
    static final NodeSeen HIDDEN = new NodeSeen(false, Optional.empty());
  }

  sealed interface Verdict {}

  record Refused(String why) implements Verdict {}

  /// There is nothing to order: it moves by itself, or was told to.
  record Needless(String why) implements Verdict {}

  /// @param warning what is lost, a line each
  /// @param epoch of the binding that is given up
  record Possible(List<String> warning, long epoch) implements Verdict {
    Possible {
      warning = List.copyOf(warning);
    }
  }

  static Verdict judge(Instance instance, NodeSeen seen) {
    var name = "instance/" + instance.metadata().requireName();
    var binding = instance.status().binding();
    if (binding == null) {
      return new Refused("%s has no node; what it waits for: ciaoctl why %s".formatted(name, name));
    }
    if (instance.metadata().deleting()) {
      return new Refused(name + " is being deleted, which does not wait for a lost node");
    }
    var node = binding.nodeName();
    var available =
        Conditions.find(instance.status().conditions(), InstanceReasons.NODE_AVAILABLE)
            .filter(condition -> !condition.holds());
    var reason = available.map(Condition::reason).orElse("");
    var alive = seen.visible() ? whyNotLost(node, seen.node()) : whyNotSaidLost(node, reason);
    if (alive.isPresent()) {
      return new Refused("%s is not given up: %s".formatted(name, alive.get()));
    }
    if (instance.isFailoverForced()) {
      return new Needless(
          "%s is given up on node %s already; what it waits for: ciaoctl why %s"
              .formatted(name, node, name));
    }
    if (reason.equals(InstanceReasons.NODE_LOST)) {
      return new Needless(
          "%s needs no force, it is started on another node anyway: %s"
              .formatted(name, available.map(Condition::message).orElse("")));
    }
    var why = STAYS.contains(reason) ? available.map(Condition::message).orElse("") : "";
    return new Possible(warning(instance, node, why == null ? "" : why), binding.epoch());
  }

  private static Optional<String> whyNotLost(String name, Optional<Node> node) {
    if (node.isEmpty()) {
      return Optional.of(
          "its node %s does not exist any more, so that nobody knows whether it still runs there"
              .formatted(name));
    }
    var status = node.get().status();
    var member = status.member();
    if (member != null && member.in(Member.State.LOST)) {
      return Optional.empty();
    }
    if (member == null || !member.in(Member.State.MEMBER)) {
      return Optional.of(
          "its node %s is joining and says next what it still has; nothing is moved off it"
              .formatted(name));
    }
    return Optional.of(
        Conditions.holds(status.conditions(), CommonReasons.READY)
            ? "its node %s is a member of the cluster, not lost; should it be silent, it is declared lost within seconds, unless failover is paused: ciaoctl failover"
                .formatted(name)
            : silent(name));
  }

  /// For those who do not see nodes.
  private static Optional<String> whyNotSaidLost(String name, String reason) {
    return STAYS.contains(reason) || reason.equals(InstanceReasons.NODE_LOST)
        ? Optional.empty()
        : Optional.of(
            reason.equals(InstanceReasons.NODE_UNKNOWN)
                ? silent(name)
                : "nothing says that its node %s is lost".formatted(name));
  }

  private static String silent(String name) {
    return "its node %s is silent, but not lost: it may well run on there, and must not run twice; why the node is not declared lost: ciaoctl failover"
        .formatted(name);
  }

  private static List<String> warning(Instance instance, String node, String why) {
    var name = "instance/" + instance.metadata().requireName();
    var lines = new ArrayList<String>();
    lines.add(why.isEmpty() ? "%s: node %s is lost".formatted(name, node) : name + ": " + why);
    var resolved = instance.status().resolved();
    var image = resolved == null ? "its image" : "image " + resolved.image().name();
    lines.add(
        instance.spec().wantsRunning()
            ? "It would be started afresh from %s on another node, with its address."
                .formatted(image)
            : "It would get another node, with its address, and start there afresh from %s once it is to run."
                .formatted(image));
    lines.add("For good lost would be:");
    lines.add(
        "  - what is on its disk on %s: should the node come back, it erases its copy"
            .formatted(node));
    lines.add("Out of reach would be:");
    lines.add(
        "  - a copy that still runs on %s, if the node is only cut off: it runs until the node is heard again"
            .formatted(node));
    lines.add("If %s can be brought back, do that instead.".formatted(node));
    return lines;
  }
}
