package io.ciao.api.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One step of a path, in the text form that `fieldsV1` has: `f:image` for the field `image`,
/// `k:{"name":"a"}` for the list item with these key fields, `v:"a"` for the item of a set. Texts
/// are canonical (key fields sorted, no spaces), so that equal steps are equal texts.
public final class PathElement {
  static final String FIELD = "f:";
  static final String KEY = "k:";
  static final String VALUE = "v:";

  /// A step by position, which no list of ours has; kept if a client sends it.
  private static final String INDEX = "i:";

  private PathElement() {}

  public static String field(String name) {
    return FIELD.concat(name);
  }

  static boolean isField(String element) {
    return element.startsWith(FIELD);
  }

  /// The name in a field's step.
  static String fieldName(String element) {
    return element.substring(FIELD.length());
  }

  /// The step to an item of a list with a type; empty if the item lacks a key field or is of a
  /// shape that cannot be told apart.
  static Optional<String> item(Schema.Items items, JsonNode item) {
    return switch (items.listType()) {
      case ATOMIC -> Optional.empty();
      case SET ->
          item.isContainerNode() ? Optional.empty() : Optional.of(VALUE + Json.writeText(item));
      case MAP -> keyed(items, item);
    };
  }

  private static Optional<String> keyed(Schema.Items items, JsonNode item) {
    var keys = new TreeMap<String, JsonNode>();
    for (var key : items.keys()) {
      var part = item.get(key);
      if (part == null && items.itemOrNull() != null) {
        var property = items.itemOrNull().fields().properties().get(key);
        part = property == null ? null : property.defaultOrNull();
      }
      if (part == null || part.isContainerNode()) {
        return Optional.empty();
      }
      keys.put(key, part);
    }
    return Optional.of(KEY + text(keys));
  }

  /// The step to the item whose one key field has this value.
  public static String key(String field, String value) {
    return KEY + Json.writeText(Json.object().put(field, value));
  }

  private static String text(SortedMap<String, JsonNode> keys) {
    var object = Json.object();
    keys.forEach(object::set);
    return Json.writeText(object);
  }

  /// The canonical form of a step that a client wrote; empty if it is none.
  static Optional<String> parse(String element) {
    try {
      if (element.startsWith(FIELD)) {
        return Optional.of(element);
      }
      if (element.startsWith(KEY)) {
        var keys = new TreeMap<String, JsonNode>();
        json(element.substring(KEY.length()))
            .properties()
            .forEach(k -> keys.put(k.getKey(), k.getValue()));
        return keys.isEmpty() ? Optional.empty() : Optional.of(KEY + text(keys));
      }
      if (element.startsWith(VALUE)) {
        var value = json("{\"v\":" + element.substring(VALUE.length()) + "}").path("v");
        return Optional.of(VALUE + Json.writeText(value));
      }
    } catch (UnreadableObjectException malformed) {
      return Optional.empty();
    }
    return element.startsWith(INDEX) ? Optional.of(element) : Optional.empty();
  }

  private static ObjectNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /// As people read it in a path: `.image`, `[name="a"]`, `[="a"]`.
  static String text(String element) {
    var rest = element.substring(2);
    if (element.startsWith(FIELD)) {
      return "." + rest;
    }
    if (element.startsWith(VALUE)) {
      return "[=" + rest + "]";
    }
    if (!element.startsWith(KEY)) {
      return "[" + rest + "]";
    }
    var text = new StringBuilder("[");
    for (var key : json(rest).properties()) {
      text.append(text.length() > 1 ? "," : "").append(key.getKey());
      text.append('=').append(Json.writeText(key.getValue()));
    }
    return text.append(']').toString();
  }
}
