package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.apiserver.tree.ConditionTrees;
import io.ciao.apiserver.tree.ObjectTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The conditions of an instance. `Running` and `Ready` are computed inside every write from what
/// else the object says; nobody may write them. Pure.
public final class InstanceConditions {
  private static final Pattern REASON =
      Pattern.compile("[A-Za-z]([A-Za-z0-9_,:]{0,126}[A-Za-z0-9_])?");

  private static final Set<String> OF_THE_BINDING =
      Set.of(InstanceReasons.SCHEDULED, InstanceReasons.NETWORK_ATTACHED);

  /// Reasons of `NodeAvailable` of what is bound to a lost node. Of one that is merely silent
  /// nobody knows whether its instances run on.
  private static final Set<String> LOST =
      Set.of(
          InstanceReasons.NODE_LOST,
          InstanceReasons.FAILOVER_POLICY_STAY,
          InstanceReasons.PINNED_TO_LOST_NODE,
          InstanceReasons.STOPPED);

  private InstanceConditions() {}

  /// The conditions of an instance that nobody has looked at yet.
  public static void initialise(ObjectNode instance, Instant now) {
    String waiting = "waiting for the scheduler";
    put(
        instance,
        List.of(
            Condition.of(
                InstanceReasons.SCHEDULED, Condition.UNKNOWN, CommonReasons.PENDING, waiting),
            Condition.of(
                InstanceReasons.NETWORK_ATTACHED,
                Condition.UNKNOWN,
                CommonReasons.PENDING,
                waiting)),
        now);
    refresh(instance, now);
  }

  /// Computes `Running` and `Ready` anew. They are about the generation that the node has acted on,
  /// so what was so before a change of the spec is not taken for an answer to it.
  public static void refresh(ObjectNode instance, Instant now) {
    List<Condition> proposed = new ArrayList<>(ofTheBinding(instance));
    proposed.add(running(instance));
    List<Condition> known = merge(instance, read(instance), proposed, now);
    ConditionTrees.write(instance, merge(instance, known, List.of(ready(instance, known)), now));
  }

  /// Puts conditions in; the generation they are about is the object's where they name none.
  public static void put(ObjectNode instance, List<Condition> proposed, Instant now) {
    ConditionTrees.write(instance, merge(instance, read(instance), proposed, now));
  }

  /// The conditions that the object carries.
  public static List<Condition> read(JsonNode instance) {
    return ConditionTrees.read(instance);
  }

  private static List<Condition> merge(
      ObjectNode instance, List<Condition> known, List<Condition> proposed, Instant now) {
    long generation = ObjectTree.generation(instance);
    List<Condition> complete =
        proposed.stream()
            .map(c -> c.observedGeneration() == null ? c.observing(generation) : c)
            .toList();
    return Conditions.merge(known, complete, ObjectTree.seconds(now));
  }

  /// What holds of a binding holds whatever the spec says since; nobody says it again.
  private static List<Condition> ofTheBinding(ObjectNode instance) {
    if (!instance.path("status").path("binding").isObject()) {
      return List.of();
    }
    long generation = ObjectTree.generation(instance);
    return read(instance).stream()
        .filter(Condition::holds)
        .filter(c -> OF_THE_BINDING.contains(c.type()))
        .map(c -> c.observing(generation))
        .toList();
  }

  private static Condition running(JsonNode instance) {
    JsonNode binding = instance.path("status").path("binding");
    JsonNode observed = instance.path("status").path("observed");
    if (!binding.isObject()) {
      return unknown("not bound to a node");
    }
    if (observed.path("epoch").asLong(-1) != binding.path("epoch").asLong(0)) {
      return unknown(
          "waiting for the first report of node " + binding.path("nodeName").asText("?"));
    }
    long acted = observed.path("generation").asLong();
    return acted == 0 ? reported(binding, observed) : reported(binding, observed).observing(acted);
  }

  private static Condition reported(JsonNode binding, JsonNode observed) {
    String state = observed.path("state").asText(CommonReasons.PENDING);
    if (state.equals(InstanceState.Running.name())) {
      String said = message(observed);
      String message =
          said.isEmpty() ? "it runs on node " + binding.path("nodeName").asText() : said;
      return Condition.of(
          InstanceReasons.RUNNING, Condition.TRUE, InstanceReasons.RUNNING, message);
    }
    String reported = observed.path("reason").asText("");
    String reason = REASON.matcher(reported).matches() ? reported : state;
    return Condition.of(InstanceReasons.RUNNING, Condition.FALSE, reason, message(observed));
  }

  private static Condition ready(JsonNode instance, List<Condition> conditions) {
    if (ObjectTree.deleting(instance)) {
      String awaited = String.join(", ", ObjectTree.finalizers(instance));
      return notReady(
          InstanceReasons.DELETING, "being deleted; waiting for " + finalizerNames(awaited));
    }
    Optional<Condition> scheduled = Conditions.find(conditions, InstanceReasons.SCHEDULED);
    if (scheduled.filter(Condition::holds).isEmpty()) {
      return because(scheduled, InstanceReasons.SCHEDULED);
    }
    Optional<Condition> lost =
        Conditions.find(conditions, InstanceReasons.NODE_AVAILABLE)
            .filter(c -> !c.holds() && LOST.contains(c.reason()));
    if (lost.isPresent()) {
      return because(lost, InstanceReasons.NODE_AVAILABLE);
    }
    Condition running = Conditions.find(conditions, InstanceReasons.RUNNING).orElseThrow();
    Condition said = ready(instance, running, conditions);
    Long acted = running.observedGeneration();
    return acted == null ? said : said.observing(acted);
  }

  private static Condition ready(JsonNode instance, Condition running, List<Condition> conditions) {
    boolean wanted = instance.path("spec").path("running").asBoolean(true);
    String stopped = InstanceState.Stopped.name();
    String state = instance.path("status").path("observed").path("state").asText("");
    if (!wanted && state.equals(stopped)) {
      return notReady(stopped, "stopped as wished");
    }
    if (!running.holds()) {
      return because(Optional.of(running), InstanceReasons.RUNNING);
    }
    Optional<Condition> attached = Conditions.find(conditions, InstanceReasons.NETWORK_ATTACHED);
    if (attached.filter(Condition::holds).isEmpty()) {
      return because(attached, InstanceReasons.NETWORK_ATTACHED);
    }
    return Condition.of(
        CommonReasons.READY, Condition.TRUE, InstanceReasons.RUNNING, message(running));
  }

  private static String finalizerNames(String awaited) {
    return awaited.isEmpty() ? "its removal" : "the finalizers " + awaited;
  }

  private static Condition because(Optional<Condition> missing, String type) {
    String reason = missing.map(Condition::reason).orElse(CommonReasons.PENDING);
    String message = missing.map(Condition::message).orElse("waiting for " + type);
    return notReady(reason, message);
  }

  private static Condition notReady(String reason, String message) {
    return Condition.of(CommonReasons.READY, Condition.FALSE, reason, message);
  }

  private static Condition unknown(String message) {
    return Condition.of(InstanceReasons.RUNNING, Condition.UNKNOWN, CommonReasons.PENDING, message);
  }

  private static String message(Condition condition) {
    return condition.message() == null ? "" : condition.message();
  }

  private static String message(JsonNode observed) {
    return observed.path("message").asText("");
  }
}
