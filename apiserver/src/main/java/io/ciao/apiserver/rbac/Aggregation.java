package io.ciao.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.LabelSelector;
import io.ciao.api.schema.SelectorException;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The rules of a cluster role that is made of others. Pure.
public final class Aggregation {
  private Aggregation() {}

  /// Whether the role's rules are made of other roles'.
  public static boolean isAggregated(JsonNode role) {
    return role.path("aggregationRule").path("clusterRoleSelectors").isArray();
  }

  /// The rules of all roles that it selects, in the order given, each once.
  ///
  /// @param others every cluster role, by name; the role itself never counts
  public static ArrayNode rules(JsonNode role, List<? extends JsonNode> others) {
    Set<JsonNode> rules = new LinkedHashSet<>();
    for (JsonNode selector : role.path("aggregationRule").path("clusterRoleSelectors")) {
      for (JsonNode other : others) {
        boolean itself = ObjectTree.name(other).equals(ObjectTree.name(role));
        if (!itself && selects(selector, other)) {
          other.path("rules").forEach(rules::add);
        }
      }
    }
    ArrayNode all = Json.array();
    rules.forEach(rule -> all.add(rule.deepCopy()));
    return all;
  }

  private static boolean selects(JsonNode selector, JsonNode role) {
    try {
      return LabelSelector.parse(text(selector)).matches(role);
    } catch (SelectorException malformed) {
      // A selector that means nothing selects nothing; it must not take the others along.
      return false;
    }
  }

  private static String text(JsonNode selector) {
    List<String> terms = new ArrayList<>();
    selector
        .path("matchLabels")
        .properties()
        .forEach(label -> terms.add(label.getKey() + "=" + label.getValue().asText()));
    for (JsonNode expression : selector.path("matchExpressions")) {
      String key = expression.path("key").asText("");
      String values = String.join(",", ObjectTree.texts(expression.path("values")));
      terms.add(
          switch (expression.path("operator").asText("")) {
            case "In" -> key + " in (" + values + ")";
            case "NotIn" -> key + " notin (" + values + ")";
            case "Exists" -> key;
            case "DoesNotExist" -> "!" + key;
            default -> "?";
          });
    }
    return String.join(",", terms);
  }
}
