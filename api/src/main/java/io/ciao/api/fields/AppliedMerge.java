package io.ciao.api.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.FieldPath;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.Schema;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts an applied object into the present one: maps field by field, lists with a type item by
/// item, all else replaced. Nothing is removed. Merging twice is merging once.
final class AppliedMerge {
  private AppliedMerge() {}

  /// The merged value; both arguments are left as they are.
  ///
  /// @param live null if there is none
  /// @param at where it stands, for messages
  /// @throws AppliedFieldException if items of an applied list cannot be told apart
  static JsonNode merge(Schema schema, @Nullable JsonNode live, JsonNode applied, FieldPath at) {
    if (Shape.isOpenMap(schema, applied)) {
      return map(schema, live instanceof ObjectNode map ? map : null, (ObjectNode) applied, at);
    }
    if (Shape.isOpenList(schema, applied)) {
      return list(schema, live instanceof ArrayNode list ? list : null, (ArrayNode) applied, at);
    }
    return applied.deepCopy();
  }

  private static ObjectNode map(
      Schema schema, @Nullable ObjectNode live, ObjectNode applied, FieldPath at) {
    var result = live == null ? Json.object() : live.deepCopy();
    for (var field : applied.properties()) {
      var name = field.getKey();
      var merged =
          merge(Shape.field(schema, name), result.get(name), field.getValue(), at.child(name));
      result.set(name, merged);
    }
    return result;
  }

  private static ArrayNode list(
      Schema schema, @Nullable ArrayNode live, ArrayNode applied, FieldPath at) {
    var wanted = required(schema, applied, at);
    var known = live == null ? null : Shape.items(schema, live).orElse(null);
    return new Items(Shape.item(schema), known == null ? Map.of() : known, wanted, at).merged();
  }

  /// Two lists that become one: items that only the present one has keep their place, the others
  /// follow the applied order.
  private record Items(
      Schema item, Map<String, JsonNode> present, Map<String, JsonNode> wanted, FieldPath at) {

    ArrayNode merged() {
      var result = Json.array();
      var order = List.copyOf(wanted.keySet());
      var places = new HashMap<String, Integer>();
      for (var step : order) {
        places.put(step, places.size());
      }
      var next = 0;
      for (var entry : present.entrySet()) {
        var place = places.get(entry.getKey());
        if (place == null) {
          result.add(entry.getValue().deepCopy());
          continue;
        }
        // Everything that is applied up to this item comes before what follows it here.
        for (; next <= place; next++) {
          result.add(merged(order.get(next), next));
        }
      }
      for (; next < order.size(); next++) {
        result.add(merged(order.get(next), next));
      }
      return result;
    }

    private JsonNode merged(String step, int index) {
      var value = wanted.getOrDefault(step, NullNode.instance);
      return merge(item, present.get(step), value, at.index(index));
    }
  }

  private static Map<String, JsonNode> required(Schema schema, ArrayNode applied, FieldPath at) {
    var items = new LinkedHashMap<String, JsonNode>();
    for (var i = 0; i < applied.size(); i++) {
      var item = applied.get(i);
      var step = PathElement.item(schema.items(), item);
      if (step.isEmpty()) {
        throw new AppliedFieldException(
            at.index(i), "the item needs its key fields " + schema.items().keys());
      }
      if (items.put(step.get(), item) != null) {
        throw new AppliedFieldException(
            at.index(i), "another item of the list has " + PathElement.text(step.get()) + " too");
      }
    }
    return items;
  }
}
