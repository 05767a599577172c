package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.Condition;
import io.ciao.apiserver.tree.ObjectTree;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Conditions as they stand in an object's tree. Mapped by hand: every write of an instance reads
/// and writes them several times, and the general mapping was a third of its cost.
final class ConditionTrees {
  private ConditionTrees() {}

  static List<Condition> read(JsonNode object) {
    List<Condition> conditions = new ArrayList<>();
    for (JsonNode tree : object.path("status").path("conditions")) {
      JsonNode generation = tree.path("observedGeneration");
      conditions.add(
          new Condition(
              tree.path("type").asText(""),
              tree.path("status").asText(""),
              text(tree, "reason"),
              text(tree, "message"),
              time(text(tree, "lastTransitionTime")),
              generation.isIntegralNumber() ? generation.asLong() : null));
    }
    return conditions;
  }

  static void write(ObjectNode object, List<Condition> conditions) {
    ArrayNode list = Json.array();
    for (Condition condition : conditions) {
      ObjectNode tree = list.addObject();
      tree.put("type", condition.type()).put("status", condition.status());
      put(tree, "reason", condition.reason());
      put(tree, "message", condition.message());
      Instant since = condition.lastTransitionTime();
      put(tree, "lastTransitionTime", since == null ? null : since.toString());
      if (condition.observedGeneration() != null) {
        tree.put("observedGeneration", condition.observedGeneration());
      }
    }
    ObjectTree.map(object, "status").set("conditions", list);
  }

  private static @Nullable String text(JsonNode tree, String field) {
    JsonNode value = tree.get(field);
    return value == null || value.isNull() ? null : value.asText();
  }

  private static void put(ObjectNode tree, String field, @Nullable String value) {
    if (value != null) {
      tree.put(field, value);
    }
  }

  private static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : WholeSeconds.parse(text);
    } catch (DateTimeException malformed) {
      return null;
    }
  }
}
