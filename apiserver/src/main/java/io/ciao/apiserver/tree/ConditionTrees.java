package io.ciao.apiserver.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Conditions as they stand in an object's tree. Mapped by hand: every write of an instance reads
/// and writes them several times, and the general mapping was a third of its cost.
public final class ConditionTrees {
  private ConditionTrees() {}

  /// Those that an object has.
  public static List<Condition> read(JsonNode object) {
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

  /// Replaces those of an object.
  public static void write(ObjectNode object, List<Condition> conditions) {
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

  /// Puts some in beside those that an object has; the time of one moves with its status alone.
  public static void put(ObjectNode object, List<Condition> proposed, Instant now) {
    write(object, Conditions.merge(read(object), proposed, ObjectTree.seconds(now)));
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
