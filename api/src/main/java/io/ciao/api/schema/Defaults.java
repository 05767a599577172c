package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;

/// Fills in what an object leaves out. Idempotent.
public final class Defaults {
  private Defaults() {}

  /// Changes this very object: a null in a field that is not nullable means "absent" and is taken
  /// out; then every absent field with a default gets it, also inside defaults. Maps that are
  /// absent and have no default stay absent, so their fields' defaults do not apply.
  public static void apply(KindDefinition kind, ObjectNode object) {
    apply(kind.schema(), object);
  }

  /// The same for a part of an object.
  public static void apply(Schema schema, JsonNode value) {
    switch (value) {
      case ObjectNode map -> fields(schema, map);
      case ArrayNode list -> {
        var item = schema.items().itemOrNull();
        if (item != null) {
          list.forEach(entry -> apply(item, entry));
        }
      }
      case JsonNode _ -> {}
    }
  }

  private static void fields(Schema schema, ObjectNode map) {
    dropNulls(schema, map);
    for (var property : schema.fields().properties().entrySet()) {
      var standard = property.getValue().defaultOrNull();
      if (standard != null && !map.has(property.getKey())) {
        map.set(property.getKey(), standard.deepCopy());
      }
    }
    for (var field : map.properties()) {
      var property = schema.fields().of(field.getKey());
      if (property.isPresent()) {
        apply(property.get(), field.getValue());
      }
    }
  }

  private static void dropNulls(Schema schema, ObjectNode map) {
    var absent = new ArrayList<String>();
    for (var field : map.properties()) {
      if (field.getValue().isNull()) {
        var property = schema.fields().of(field.getKey());
        if (property.isPresent() && isNoValue(property.get())) {
          absent.add(field.getKey());
        }
      }
    }
    map.remove(absent);
  }

  private static boolean isNoValue(Schema schema) {
    return !schema.flags().nullable() && schema.type() != Schema.Type.ANY;
  }
}
