package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ciao.api.schema.Names;
import io.ciao.apiserver.status.Cause;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a schema cannot say of a `placement`: operators and their values, keys that labels can
/// have, and tolerations that mean something. Refused with the path of the field.
final class PlacementFields {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private final Draft draft;

  private PlacementFields(Draft draft) {
    this.draft = draft;
  }

  /// Checks the placement of a new object.
  static void check(Draft draft, String path, JsonNode placement) {
    check(draft, path, MissingNode.getInstance(), placement);
  }

  /// Checks a placement if it is not what it was: what was taken once never stands in the way of
  /// another change.
  static void check(Draft draft, String path, JsonNode before, JsonNode placement) {
    if (!placement.equals(before)) {
      new PlacementFields(draft).placement(path, placement);
    }
  }

  private void placement(String path, JsonNode placement) {
    var tolerations = placement.path("tolerations");
    for (int i = 0; i < tolerations.size(); i++) {
      toleration(path + ".tolerations[" + i + "]", tolerations.get(i));
    }
    var affinity = placement.path("affinity");
    nodes(path + ".affinity.nodeAffinity", affinity.path("nodeAffinity"));
    for (var kind : new String[] {"instanceAffinity", "instanceAntiAffinity"}) {
      instances(path + ".affinity." + kind, affinity.path(kind));
    }
    var spread = placement.path("topologySpreadConstraints");
    Set<String> known = new HashSet<>();
    for (int i = 0; i < spread.size(); i++) {
      spread(path + ".topologySpreadConstraints[" + i + "]", spread.get(i), known);
    }
  }

  private void toleration(String path, JsonNode toleration) {
    boolean exists = toleration.path("operator").asText("").equals("Exists");
    if (!toleration.path("key").asText("").isEmpty()) {
      key(path + ".key", toleration.path("key"));
    } else if (!exists) {
      draft.refuse(
          Cause.required(path + ".key", "without a key the operator must be Exists (every taint)"));
    }
    if (exists && !toleration.path("value").asText("").isEmpty()) {
      invalid(path + ".value", toleration.path("value"), "the operator Exists takes no value");
    }
  }

  private void nodes(String path, JsonNode affinity) {
    var terms = affinity.path(REQUIRED).path("nodeSelectorTerms");
    for (int i = 0; i < terms.size(); i++) {
      requirements(path + "." + REQUIRED + ".nodeSelectorTerms[" + i + "]", terms.get(i));
    }
    var preferred = affinity.path(PREFERRED);
    for (int i = 0; i < preferred.size(); i++) {
      requirements(
          path + "." + PREFERRED + "[" + i + "].preference", preferred.get(i).path("preference"));
    }
  }

  private void instances(String path, JsonNode affinity) {
    var required = affinity.path(REQUIRED);
    for (int i = 0; i < required.size(); i++) {
      term(path + "." + REQUIRED + "[" + i + "]", required.get(i));
    }
    var preferred = affinity.path(PREFERRED);
    for (int i = 0; i < preferred.size(); i++) {
      term(
          path + "." + PREFERRED + "[" + i + "].instanceAffinityTerm",
          preferred.get(i).path("instanceAffinityTerm"));
    }
  }

  private void term(String path, JsonNode term) {
    key(path + ".topologyKey", term.path("topologyKey"));
    requirements(path + ".labelSelector", term.path("labelSelector"));
  }

  private void spread(String path, JsonNode constraint, Set<String> known) {
    term(path, constraint);
    var what =
        constraint.path("topologyKey").asText()
            + ", "
            + constraint.path("whenUnsatisfiable").asText("DoNotSchedule");
    if (!known.add(what)) {
      invalid(
          path + ".topologyKey",
          constraint.path("topologyKey"),
          "another constraint has this key and the same whenUnsatisfiable");
    }
  }

  private void requirements(String path, JsonNode selector) {
    for (var label : selector.path("matchLabels").properties()) {
      refuseIf(Names.qualifiedNameRule(label.getKey()), path + ".matchLabels", label.getKey());
      refuseIf(
          Names.labelValueRule(label.getValue().asText()),
          path + ".matchLabels." + label.getKey(),
          label.getValue().asText());
    }
    var expressions = selector.path("matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      requirement(path + ".matchExpressions[" + i + "]", expressions.get(i));
    }
  }

  private void requirement(String path, JsonNode requirement) {
    key(path + ".key", requirement.path("key"));
    var operator = requirement.path("operator").asText();
    var values = requirement.path("values");
    switch (operator) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          draft.refuse(
              Cause.required(
                  path + ".values", "the operator %s needs one at least".formatted(operator)));
        }
      }
      case "Gt", "Lt" -> {
        if (values.size() != 1 || !isNumber(values.path(0).asText())) {
          invalid(
              path + ".values",
              values,
              "the operator %s needs one whole number".formatted(operator));
        }
      }
      default -> {
        if (!values.isEmpty()) {
          invalid(path + ".values", values, "the operator %s takes none".formatted(operator));
        }
      }
    }
    for (int i = 0; i < values.size(); i++) {
      refuseIf(
          Names.labelValueRule(values.get(i).asText()),
          path + ".values[" + i + "]",
          values.get(i).asText());
    }
  }

  private static boolean isNumber(String text) {
    return text.matches("-?[0-9]{1,18}");
  }

  private void key(String path, JsonNode key) {
    refuseIf(Names.qualifiedNameRule(key.asText()), path, key.asText());
  }

  private void refuseIf(@Nullable String rule, String path, String value) {
    if (rule != null) {
      draft.refuse(Cause.invalid(path, "\"" + value + "\": " + rule));
    }
  }

  private void invalid(String path, JsonNode value, String message) {
    draft.refuse(Cause.invalid(path, value + ": " + message));
  }
}
