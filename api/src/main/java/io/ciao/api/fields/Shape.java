package io.ciao.api.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// How a schema cuts values into fields with owners of their own: maps by key and lists with a type
/// by item, unless the schema says that they are atomic; everything else is one field. Where there
/// is no schema, maps are cut and lists are not.
final class Shape {
  /// For what the schema leaves open.
  private static final Schema OPEN =
      new Schema(
          Schema.Type.ANY,
          "",
          new Schema.Fields(Map.of(), Set.of(), null, true, false),
          new Schema.Items(null, Schema.ListType.ATOMIC, List.of(), 0, -1),
          new Schema.Value(
              List.of(), null, "", null, new Schema.Range(null, null), new Schema.Length(0, -1)),
          new Schema.Flags(true, false),
          null);

  private Shape() {}

  static Schema field(Schema map, String name) {
    return map.fields().of(name).orElse(OPEN);
  }

  static Schema item(Schema list) {
    var item = list.items().itemOrNull();
    return item == null ? OPEN : item;
  }

  /// Whether the value is a map whose fields have owners of their own.
  static boolean isOpenMap(Schema schema, JsonNode value) {
    return value instanceof ObjectNode && !schema.fields().atomic();
  }

  /// Whether the value is a list whose items have owners of their own.
  static boolean isOpenList(Schema schema, JsonNode value) {
    return value instanceof ArrayNode && schema.items().listType() != Schema.ListType.ATOMIC;
  }

  /// The items of a list by their steps, the first of equal ones; empty if an item has none, and
  /// the list counts as atomic.
  static Optional<Map<String, JsonNode>> items(Schema list, ArrayNode value) {
    var items = new LinkedHashMap<String, JsonNode>();
    for (var item : value) {
      var step = PathElement.item(list.items(), item);
      if (step.isEmpty()) {
        return Optional.empty();
      }
      items.putIfAbsent(step.get(), item);
    }
    return Optional.of(items);
  }

  /// Every path of a value, those of its maps and lists themselves too.
  static FieldSet everything(Schema schema, JsonNode value) {
    var children = new TreeMap<String, FieldSet>();
    if (isOpenMap(schema, value)) {
      for (var field : value.properties()) {
        var name = field.getKey();
        children.put(PathElement.field(name), everything(field(schema, name), field.getValue()));
      }
    } else if (isOpenList(schema, value)) {
      items(schema, (ArrayNode) value)
          .ifPresent(
              items ->
                  items.forEach(
                      (step, item) -> children.put(step, everything(item(schema), item))));
    }
    return children.isEmpty() ? FieldSet.LEAF : FieldSet.of(true, children);
  }

  /// The paths that an applied value claims: its scalars, what is atomic or empty, items of lists,
  /// and the entries of free maps; a map that the schema names belongs to nobody.
  static FieldSet claimed(Schema schema, JsonNode value) {
    var children = new TreeMap<String, FieldSet>();
    if (isOpenMap(schema, value)) {
      for (var field : value.properties()) {
        var name = field.getKey();
        var below = claimed(field(schema, name), field.getValue());
        var named = schema.fields().properties().containsKey(name);
        children.put(PathElement.field(name), named ? below : below.union(FieldSet.LEAF));
      }
    } else if (isOpenList(schema, value)) {
      items(schema, (ArrayNode) value)
          .ifPresent(
              items ->
                  items.forEach(
                      (step, item) ->
                          children.put(step, claimed(item(schema), item).union(FieldSet.LEAF))));
    }
    return children.isEmpty() ? FieldSet.LEAF : FieldSet.of(false, children);
  }

  /// Takes out nulls in fields that cannot be null: they mean that the field is absent.
  static void dropNulls(Schema schema, JsonNode value) {
    if (value instanceof ObjectNode map) {
      var absent = new ArrayList<String>();
      for (var field : map.properties()) {
        var below = field(schema, field.getKey());
        var nothing = !below.flags().nullable() && below.type() != Schema.Type.ANY;
        if (field.getValue().isNull() && nothing) {
          absent.add(field.getKey());
        } else {
          dropNulls(below, field.getValue());
        }
      }
      map.remove(absent);
    } else if (value instanceof ArrayNode list) {
      list.forEach(item -> dropNulls(item(schema), item));
    }
  }
}
