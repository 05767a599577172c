package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.InstanceReasons;
import java.util.Map;
import java.util.Optional;

/// What a person can do about an object that is not ready, by the reason that it gives. Pure.
final class NextStep {
  /// `{name}` is the instance's name, `{node}` that of its node.
  private static final Map<String, String> STEPS =
      Map.ofEntries(
          Map.entry(
              InstanceReasons.UNSCHEDULABLE,
              "ask for less (spec.resources), add or free a node; it starts by itself as soon as"
                  + " one has room."),
          Map.entry(
              InstanceReasons.WAITING_FOR_WORKLOAD,
              "create that workload, or name one of: ciaoctl get workloads"),
          Map.entry(
              InstanceReasons.WAITING_FOR_IMAGE,
              "create that image, or name one of: ciaoctl get images"),
          Map.entry(
              InstanceReasons.WAITING_FOR_TENANT_NETWORK,
              "see what networks there are: ciaoctl get tenantnetworks"),
          Map.entry(
              InstanceReasons.WAITING_FOR_SSH_KEY,
              "create that key, or name one of: ciaoctl get sshkeys"),
          Map.entry(
              InstanceReasons.ADDRESSES_EXHAUSTED,
              "delete an instance of that network, or use another one."),
          Map.entry(
              InstanceReasons.WAITING_FOR_CONCENTRATOR,
              "look at the network's concentrator: ciaoctl get concentrators"),
          Map.entry(
              InstanceReasons.NO_NETWORK_NODE,
              "whoever runs the cluster gives it a network node; see ciaoctl get nodes"),
          Map.entry(InstanceReasons.LAUNCH_FAILURE, "read what it wrote: ciaoctl logs {name}"),
          Map.entry(InstanceReasons.STOPPED, "ciaoctl start {name}"),
          Map.entry(InstanceReasons.NODE_UNKNOWN, "look at its node: ciaoctl why node/{node}"));

  private NextStep() {}

  /// A line, or nothing where the reason says all.
  ///
  /// @param name as it is typed: `instance/web`
  static Optional<String> of(String name, ObjectNode object, String reason) {
    var step = STEPS.get(reason);
    if (step == null || !name.startsWith("instance/")) {
      return Optional.empty();
    }
    var node = object.path("status").path("binding").path("nodeName").asText();
    return Optional.of(
        "Next: "
            + step.replace("{name}", name.substring(name.indexOf('/') + 1))
                .replace("{node}", node));
  }
}
