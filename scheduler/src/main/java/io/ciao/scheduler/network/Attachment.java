package io.ciao.scheduler.network;

import io.ciao.api.instance.Binding;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.NetworkMember;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a bound instance's network is attached: its interface is plugged on its node, and the
/// concentrator has applied a generation that holds it (DHCP entry, name, forward). A pure
/// function.
final class Attachment {
  /// What does not pass by itself: whoever runs the cluster has to do something.
  private static final Set<String> FAILURES = Set.of(InstanceReasons.NO_NETWORK_NODE);

  private Attachment() {}

  /// The members that a concentrator serves or is to serve, by uid; empty without one.
  static Map<String, NetworkMember> membersByUid(@Nullable Concentrator concentrator) {
    var members = new HashMap<String, NetworkMember>();
    if (concentrator != null) {
      concentrator.spec().members().forEach(m -> members.put(m.uid(), m));
    }
    return members;
  }

  /// The condition of an instance that has no node.
  static Condition unbound(Instance instance) {
    return no(CommonReasons.PENDING, "it has no node")
        .observing(instance.metadata().generationOrZero());
  }

  /// What is known of one bound instance.
  ///
  /// @param concentrator that serves the instance's subnet; null if there is none, or one that is
  ///   being taken down
  /// @param member the instance as the concentrator has it; null if it does not
  /// @param interfacePlugged as its node reports at the binding's epoch
  /// @param closed why nothing passes it, as its node reports likewise; empty if that is not so
  record Facts(
      Instance instance,
      Binding binding,
      @Nullable Concentrator concentrator,
      @Nullable NetworkMember member,
      boolean interfacePlugged,
      String closed) {

    /// Whether it was attached already since it has this binding. Then another member that comes or
    /// goes, which the concentrator has not applied yet, takes nothing away from it.
    boolean attachedBefore() {
      var before =
          Conditions.find(instance.status().conditions(), InstanceReasons.NETWORK_ATTACHED)
              .filter(Condition::holds);
      var boundAt = binding.boundAt();
      return before
          .map(Condition::lastTransitionTime)
          .filter(since -> boundAt != null && !since.isBefore(boundAt))
          .isPresent();
    }
  }

  /// The condition `NetworkAttached` of a bound instance.
  static Condition of(Facts facts) {
    return decide(facts).observing(facts.instance().metadata().generationOrZero());
  }

  private static Condition decide(Facts facts) {
    var concentrator = facts.concentrator();
    var binding = facts.binding();
    var member = facts.member();
    if (concentrator == null) {
      return no(InstanceReasons.WAITING_FOR_CONCENTRATOR, "its subnet has no concentrator yet");
    }
    var name = concentrator.metadata().requireName();
    if (concentrator.spec().nodeNames().isEmpty()) {
      return no(
          InstanceReasons.NO_NETWORK_NODE,
          "concentrator %s has no node, for no node with the role network is ready; make a machine one with ciaoctl node token --name NODE --roles network, or see what ails yours: ciaoctl get nodes"
              .formatted(name));
    }
    var node = concentrator.spec().nodeNames().getFirst();
    var applied = concentrator.status().observedGeneration();
    var generation = concentrator.metadata().generationOrZero();
    if (member == null
        || member.epoch() != binding.epoch()
        || applied == null
        || (applied < generation && !facts.attachedBefore())) {
      return no(
          InstanceReasons.WAITING_FOR_GATEWAY,
          "concentrator %s on node %s has not applied it yet (generation %d, applied %s)"
              .formatted(name, node, generation, applied == null ? "none" : applied));
    }
    if (!facts.closed().isEmpty()) {
      return no(InstanceReasons.WAITING_FOR_SECURITY_GROUP, facts.closed());
    }
    return facts.interfacePlugged()
        ? Condition.of(
            InstanceReasons.NETWORK_ATTACHED,
            Condition.TRUE,
            InstanceReasons.ATTACHED,
            "its interface is plugged and concentrator %s serves it".formatted(name))
        : no(
            InstanceReasons.WAITING_FOR_INTERFACE,
            "node %s has not plugged its interface yet".formatted(binding.nodeName()));
  }

  /// Whether that is a failure, of which people are told by an Event.
  static boolean isFailure(Condition condition) {
    return FAILURES.contains(String.valueOf(condition.reason()));
  }

  /// Why nothing passes an interface that is plugged, of what its node reports; else empty.
  static String closed(@Nullable String reason, @Nullable String message) {
    return InstanceReasons.WAITING_FOR_SECURITY_GROUP.equals(reason) && message != null
        ? message
        : "";
  }

  private static Condition no(String reason, String message) {
    return Condition.of(InstanceReasons.NETWORK_ATTACHED, Condition.FALSE, reason, message);
  }
}
