package io.ciao.api.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.Schema;
import java.util.List;

/// Removes what a writer applied before, does not apply any more, and nobody else owns. A map that
/// the schema names goes with the last field in it that somebody owned, so that no shell of
/// defaults stays (but `metadata`, `spec` and `status` never do); what others own, below or in it,
/// always stays.
final class AppliedPrune {
  private AppliedPrune() {}

  /// Changes this very object.
  ///
  /// @param last what the writer owned before
  /// @param kept what the writer and all others own now
  static void prune(Schema schema, ObjectNode object, FieldSet last, FieldSet kept) {
    map(schema, object, last, kept, List.of("metadata", "spec", "status"));
  }

  /// @param needed fields that are never removed as a whole
  private static void map(
      Schema schema, ObjectNode map, FieldSet last, FieldSet kept, List<String> needed) {
    last.forEach(
        (step, owned) -> {
          var name = PathElement.isField(step) ? PathElement.fieldName(step) : "";
          var value = map.get(name);
          if (value == null || (needed.contains(name) && !value.isObject())) {
            return;
          }
          var below = Shape.field(schema, name);
          var keptBelow = kept.child(step);
          var whole = owned.isMember() || !below.fields().properties().isEmpty();
          if (keptBelow.isEmpty() && whole && !needed.contains(name)) {
            map.remove(name);
            return;
          }
          value(below, value, owned, keptBelow);
          if (value.isContainerNode()
              && value.isEmpty()
              && !keptBelow.isMember()
              && !needed.contains(name)) {
            map.remove(name);
          }
        });
  }

  private static void value(Schema schema, JsonNode value, FieldSet last, FieldSet kept) {
    if (Shape.isOpenMap(schema, value)) {
      map(schema, (ObjectNode) value, last, kept, List.of());
    } else if (Shape.isOpenList(schema, value)) {
      list(schema, (ArrayNode) value, last, kept);
    }
  }

  private static void list(Schema schema, ArrayNode list, FieldSet last, FieldSet kept) {
    for (var i = list.size() - 1; i >= 0; i--) {
      var item = list.get(i);
      var step = PathElement.item(schema.items(), item).orElse("");
      var owned = last.child(step);
      if (owned.isEmpty()) {
        continue;
      }
      if (kept.child(step).isEmpty()) {
        list.remove(i);
      } else if (Shape.isOpenMap(Shape.item(schema), item)) {
        map(Shape.item(schema), (ObjectNode) item, owned, kept.child(step), schema.items().keys());
      }
    }
  }
}
