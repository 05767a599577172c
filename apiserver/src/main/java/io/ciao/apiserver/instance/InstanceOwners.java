package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.fields.FieldSet;
import io.ciao.api.fields.ManagedFields;
import io.ciao.api.fields.Manager;
import io.ciao.api.fields.PathElement;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.Condition;
import io.ciao.apiserver.request.FieldManagers;
import io.ciao.apiserver.tree.ObjectTree;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Field ownership of the batches. They write the same fields again and again, and thousands a
/// second, so what they set is known beforehand instead of compared. Computed conditions
/// (`Running`, `Ready`) belong to nobody. Safe for many threads.
final class InstanceOwners {
  private static final String VERSION = "ciao.io/v1";
  private static final Manager SCHEDULER =
      Manager.update(FieldManagers.SCHEDULER, VERSION, "status");
  private static final Manager AGENT = Manager.update(FieldManagers.AGENT, VERSION, "status");

  private static final FieldSet RELEASING = status("binding", "releasing");
  private static final FieldSet BINDING =
      fields("binding", "nodeName", "nodeUID", "epoch", "boundAt");
  private static final FieldSet WHOLE_BINDING = BINDING.union(RELEASING);
  private static final FieldSet SSH = fields("ssh", "host", "port");
  private static final FieldSet RESOLVED = status("resolved");
  private static final FieldSet OBSERVED = status("observed");
  private static final FieldSet OBSERVED_GENERATION = status("observedGeneration");
  private static final FieldSet NETWORK =
      fields("network", "subnet", "concentrator", "address", "mac", "forward");
  private static final FieldSet ADDRESS6 = status("network", "address6");

  private static final List<String> CONDITION_FIELDS =
      List.of("type", "status", "reason", "message", "lastTransitionTime", "observedGeneration");

  /// Of each type that schedulers own.
  private static final Map<String, FieldSet> CONDITIONS =
      StatusIntake.SCHEDULER_CONDITIONS.stream()
          .collect(Collectors.toUnmodifiableMap(type -> type, InstanceOwners::conditionFields));

  private InstanceOwners() {}

  /// What a bind sets beside the binding itself.
  ///
  /// @param network whether it chose the addresses
  /// @param address6 whether it gave an IPv6 address, then or later
  /// @param resolved whether it wrote down what the instance is made from
  record Bound(boolean network, boolean address6, boolean ssh, boolean resolved) {}

  /// Takes in a bind.
  static void bound(ObjectNode instance, Bound bound, Instant now) {
    FieldSet set = BINDING.union(condition(InstanceReasons.SCHEDULED));
    set = bound.network() ? set.union(NETWORK) : set;
    set = bound.address6() ? set.union(ADDRESS6) : set;
    set = bound.ssh() ? set.union(SSH) : set;
    set = bound.resolved() ? set.union(RESOLVED) : set;
    write(instance, SCHEDULER, set, RELEASING, now);
  }

  /// Takes in the first step of a release.
  static void releasing(ObjectNode instance, Instant now) {
    write(instance, SCHEDULER, RELEASING, FieldSet.EMPTY, now);
  }

  /// Takes in that it gives way to another.
  static void givesWay(ObjectNode instance, Instant now) {
    write(instance, SCHEDULER, condition(InstanceReasons.SCHEDULED), FieldSet.EMPTY, now);
  }

  /// Takes in the second step of a release.
  static void unbound(ObjectNode instance, Instant now) {
    write(instance, SCHEDULER, condition(InstanceReasons.SCHEDULED), WHOLE_BINDING, now);
  }

  /// Takes in a node's report, whoever carries it.
  static void reported(ObjectNode instance, Instant now) {
    boolean generation = instance.path("status").path("observed").has("generation");
    FieldSet set = generation ? OBSERVED.union(OBSERVED_GENERATION) : OBSERVED;
    write(instance, AGENT, set, FieldSet.EMPTY, now);
  }

  /// Takes in a scheduler's conditions.
  static void stated(ObjectNode instance, List<Condition> conditions, Instant now) {
    FieldSet set = FieldSet.EMPTY;
    for (Condition condition : conditions) {
      set = set.union(condition(condition.type()));
    }
    write(instance, SCHEDULER, set, FieldSet.EMPTY, now);
  }

  private static void write(
      ObjectNode instance, Manager writer, FieldSet set, FieldSet removed, Instant now) {
    ManagedFields before = ManagedFields.of(instance);
    if (!before.isEmpty()) {
      before.afterWrite(writer, set, removed, ObjectTree.time(now)).writeTo(instance);
    }
  }

  private static FieldSet condition(String type) {
    return CONDITIONS.getOrDefault(type, FieldSet.EMPTY);
  }

  private static FieldSet conditionFields(String type) {
    FieldSet fields = FieldSet.LEAF;
    for (String field : CONDITION_FIELDS) {
      fields = fields.union(FieldSet.path(PathElement.field(field)));
    }
    return fields.under(
        PathElement.field("status"),
        PathElement.field("conditions"),
        PathElement.key("type", type));
  }

  private static FieldSet fields(String map, String... names) {
    FieldSet fields = status(map);
    for (String name : names) {
      fields = fields.union(status(map, name));
    }
    return fields;
  }

  private static FieldSet status(String... path) {
    FieldSet set = FieldSet.LEAF;
    for (int i = path.length - 1; i >= 0; i--) {
      set = set.under(PathElement.field(path[i]));
    }
    return set.under(PathElement.field("status"));
  }
}
