package io.ciao.scheduler.presence;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.node.Member;
import io.ciao.api.node.Node;
import io.ciao.api.node.NodeReasons;
import io.ciao.scheduler.failover.FailoverRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a node is ready, and what that means for the instances bound to it: pure functions.
final class NodeReadinessDecider {
  /// After so long without a frame or a heartbeat a node is Unknown (issue: 30 s; an agent without
  /// SSNTP writes every 10).
  static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  private NodeReadinessDecider() {}

  static NodeReadinessDecision decide(NodeReadinessSnapshot snapshot) {
    var conditions = snapshot.node().status().conditions();
    var before = Conditions.find(conditions, CommonReasons.READY);
    var ready = ready(snapshot, before);
    var actions = new ArrayList<NodeReadinessAction>();
    var certificate = NodeCertificateRule.condition(snapshot.node(), snapshot.now());
    var changed =
        Stream.of(ready, certificate)
            .flatMap(Optional::stream)
            .filter(now -> isNew(conditions, now))
            .toList();
    if (!changed.isEmpty()) {
      var all = Conditions.merge(conditions, changed, snapshot.now());
      actions.add(new NodeReadinessAction.SetConditions(snapshot.node(), all));
    }
    ready.or(() -> before).ifPresent(r -> actions.addAll(instances(snapshot, r)));
    return new NodeReadinessDecision(actions);
  }

  private static boolean isNew(List<Condition> conditions, Condition now) {
    return Conditions.find(conditions, now.type())
        .filter(before -> before.saysSameAs(now))
        .isEmpty();
  }

  /// Empty: a scheduler that has just started and heard nothing yet leaves what is there.
  private static Optional<Condition> ready(
      NodeReadinessSnapshot snapshot, Optional<Condition> before) {
    var node = snapshot.node();
    var member = node.status().member();
    if (member != null && member.in(Member.State.LOST)) {
      return Optional.of(
          ready(
              node,
              Condition.FALSE,
              NodeReasons.LOST,
              "its agent renewed nothing for longer than a node may, so it is lost; it is ready"
                  + " again once it has joined"));
    }
    if (member == null || !member.in(Member.State.MEMBER)) {
      var state =
          member == null
              ? "has not joined the cluster yet"
              : "is " + member.state() + ", not a member yet";
      return Optional.of(
          ready(node, Condition.FALSE, NodeReasons.NOT_JOINED, "its agent " + state));
    }
    if (snapshot.silence().compareTo(SILENCE_MAX) >= 0) {
      return Optional.of(
          ready(
              node,
              Condition.UNKNOWN,
              NodeReasons.NODE_SILENT,
              "nothing was heard of its agent for %d s; instances on it are left alone"
                  .formatted(SILENCE_MAX.toSeconds())));
    }
    if (!snapshot.everHeard()) {
      return before.isPresent() ? Optional.empty() : Optional.of(notReported(node));
    }
    return Optional.of(
        node.status().allocatable() == null
            ? notReported(node)
            : ready(
                node,
                Condition.TRUE,
                NodeReasons.AGENT_READY,
                "its agent is a member and reports"));
  }

  private static Condition notReported(Node node) {
    return ready(
        node,
        Condition.FALSE,
        NodeReasons.NOT_REPORTED,
        "its agent has not reported its capacity yet");
  }

  private static Condition ready(Node node, String status, String reason, String message) {
    return Condition.of(CommonReasons.READY, status, reason, message)
        .observing(node.metadata().generationOrZero());
  }

  private static List<NodeReadinessAction> instances(
      NodeReadinessSnapshot snapshot, Condition ready) {
    var unknown = Condition.UNKNOWN.equals(ready.status());
    var lost = NodeReasons.LOST.equals(ready.reason());
    var name = snapshot.node().metadata().requireName();
    var changes = new ArrayList<NodeReadinessAction>();
    for (var instance : snapshot.bound()) {
      var before = Conditions.find(instance.status().conditions(), InstanceReasons.NODE_AVAILABLE);
      var now =
          lost
              ? stays(instance, name)
              : Optional.of(available(instance, name, unknown))
                  .filter(_ -> unknown || before.isPresent());
      now.filter(condition -> before.isEmpty() || !before.get().saysSameAs(condition))
          .map(condition -> new NodeReadinessAction.SetNodeAvailable(instance, condition))
          .ifPresent(changes::add);
    }
    return changes;
  }

  /// Why an instance waits for a lost node; of those that are moved, placement says what they wait
  /// for.
  private static Optional<Condition> stays(Instance instance, String node) {
    return FailoverRule.staysBecause(instance, node)
        .map(
            stay ->
                Condition.of(
                        InstanceReasons.NODE_AVAILABLE,
                        Condition.FALSE,
                        stay.reason(),
                        "node " + node + " is lost; " + stay.message())
                    .observing(instance.metadata().generationOrZero()));
  }

  private static Condition available(Instance instance, String node, boolean unknown) {
    var condition =
        unknown
            ? Condition.of(
                InstanceReasons.NODE_AVAILABLE,
                Condition.FALSE,
                InstanceReasons.NODE_UNKNOWN,
                "node %s is silent; the instance may run on%s; this ends when the node is heard again"
                    .formatted(
                        node,
                        instance.metadata().deleting()
                            ? ", and its deletion waits for the node"
                            : ""))
            : Condition.of(
                InstanceReasons.NODE_AVAILABLE,
                Condition.TRUE,
                InstanceReasons.NODE_READY,
                "node " + node + " is heard");
    return condition.observing(instance.metadata().generationOrZero());
  }
}
