package io.ciao.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.Schema;
import io.ciao.apiserver.status.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Strategic merge patch: a merge patch in which lists with a type are merged item by item, and
/// directives say what else is to be done:
///
/// - `$patch: replace | delete | merge` in a map, or in an item of a list;
/// - `$retainKeys: […]` in a map: fields that are not named go;
/// - `$deleteFromPrimitiveList/FIELD: […]` beside a list of scalars;
/// - `$setElementOrder/FIELD: […]` beside a merged list.
///
/// What merges is decided by the kind's schema: `x-kubernetes-list-type` with its map keys stands
/// for the patch strategy and merge key of upstream's types. Pure.
final class StrategicMergePatch {
  private static final String PATCH = "$patch";
  private static final String RETAIN = "$retainKeys";
  private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
  private static final String ORDER = "$setElementOrder/";

  private StrategicMergePatch() {}

  /// The patched object; both arguments are left as they are.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 400 for a directive that means nothing
  static ObjectNode apply(Schema schema, ObjectNode target, ObjectNode changes) {
    return map(schema, target, changes);
  }

  private static ObjectNode map(Schema schema, @Nullable ObjectNode target, ObjectNode changes) {
    switch (directive(changes)) {
      case "replace" -> {
        ObjectNode replaced = changes.deepCopy();
        replaced.remove(PATCH);
        return replaced;
      }
      case "delete" -> {
        return Json.object();
      }
      default -> {
        // merged below
      }
    }
    ObjectNode result = target == null ? Json.object() : target.deepCopy();
    for (var field : changes.properties()) {
      String name = field.getKey();
      if (!name.startsWith("$")) {
        merge(schema, result, name, field.getValue());
      }
    }
    for (var field : changes.properties()) {
      if (field.getKey().startsWith("$")) {
        direct(schema, result, field.getKey(), field.getValue());
      }
    }
    return result;
  }

  private static String directive(JsonNode changes) {
    String directive = changes.path(PATCH).asText("merge");
    return switch (directive) {
      case "merge", "replace", "delete" -> directive;
      default -> throw Refusals.badRequest("the directive $patch: " + directive + " is not known");
    };
  }

  private static void merge(Schema map, ObjectNode result, String name, JsonNode change) {
    Optional<Schema> schema = map.fields().of(name);
    JsonNode present = result.get(name);
    switch (change) {
      case ObjectNode changes when schema.isPresent() -> {
        if (directive(changes).equals("delete")) {
          result.remove(name);
        } else {
          ObjectNode old = present instanceof ObjectNode object ? object : null;
          result.set(name, map(schema.get(), old, changes));
        }
      }
      case ArrayNode changes when schema.isPresent() && merges(schema.get()) ->
          result.set(name, list(schema.get(), present, changes));
      case JsonNode _ when change.isNull() -> result.remove(name);
      case JsonNode _ -> result.set(name, change.deepCopy());
    }
  }

  private static boolean merges(Schema schema) {
    return schema.items().listType() != Schema.ListType.ATOMIC;
  }

  private static void direct(Schema map, ObjectNode result, String directive, JsonNode value) {
    if (directive.equals(RETAIN)) {
      List<String> kept = new ArrayList<>();
      value.forEach(name -> kept.add(name.asText()));
      result.retain(kept);
    } else if (directive.startsWith(DELETE_FROM)) {
      if (result.get(directive.substring(DELETE_FROM.length())) instanceof ArrayNode list) {
        remove(list, value);
      }
    } else if (directive.startsWith(ORDER)) {
      String name = directive.substring(ORDER.length());
      Optional<Schema> schema = map.fields().of(name);
      if (schema.isPresent() && result.get(name) instanceof ArrayNode list) {
        result.set(name, ordered(schema.get(), list, value));
      }
    } else if (!directive.equals(PATCH)) {
      throw Refusals.badRequest("the directive " + directive + " is not known");
    }
  }

  private static void remove(ArrayNode list, JsonNode values) {
    for (int i = list.size() - 1; i >= 0; i--) {
      for (JsonNode value : values) {
        if (list.get(i).equals(value)) {
          list.remove(i);
          break;
        }
      }
    }
  }

  private static ArrayNode list(Schema schema, @Nullable JsonNode present, ArrayNode changes) {
    ArrayNode result = Json.array();
    boolean replaces = false;
    for (JsonNode change : changes) {
      replaces |= change.isObject() && directive(change).equals("replace");
    }
    if (!replaces && present != null && present.isArray()) {
      result.addAll((ArrayNode) present.deepCopy());
    }
    for (JsonNode change : changes) {
      item(schema, result, change);
    }
    return result;
  }

  private static void item(Schema schema, ArrayNode result, JsonNode change) {
    int at = find(schema, result, change);
    if (!(change instanceof ObjectNode changes)) {
      if (at < 0) {
        result.add(change.deepCopy());
      }
      return;
    }
    switch (directive(changes)) {
      case "delete" -> {
        if (at >= 0) {
          result.remove(at);
        }
      }
      case "replace" -> {
        // A directive alone: the list was emptied for what else the patch has.
        if (changes.size() > 1) {
          result.add(map(itemOf(schema), null, changes));
        }
      }
      default -> {
        if (at >= 0) {
          result.set(at, map(itemOf(schema), (ObjectNode) result.get(at), changes));
        } else {
          result.add(map(itemOf(schema), null, changes));
        }
      }
    }
  }

  private static Schema itemOf(Schema list) {
    Schema item = list.items().itemOrNull();
    return item == null ? list : item;
  }

  /// Where the item with the same key fields, or the same scalar, stands; -1 if nowhere.
  private static int find(Schema schema, ArrayNode list, JsonNode item) {
    for (int i = 0; i < list.size(); i++) {
      if (isSame(schema, list.get(i), item)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isSame(Schema schema, JsonNode one, JsonNode other) {
    if (schema.items().listType() == Schema.ListType.SET) {
      return one.equals(other);
    }
    return one.isObject()
        && other.isObject()
        && schema.items().keys().stream().allMatch(key -> one.path(key).equals(other.path(key)));
  }

  /// The items that an order names, in it; those it does not name keep their place before them.
  @SuppressWarnings("ReferenceEquality") // equal items of a list are still two items
  private static ArrayNode ordered(Schema schema, ArrayNode list, JsonNode order) {
    List<JsonNode> named = new ArrayList<>();
    for (JsonNode wanted : order) {
      int at = find(schema, list, wanted);
      if (at >= 0 && named.stream().noneMatch(other -> other == list.get(at))) {
        named.add(list.get(at));
      }
    }
    ArrayNode result = Json.array();
    int next = 0;
    for (JsonNode item : list) {
      boolean isNamed = named.stream().anyMatch(other -> other == item);
      result.add(isNamed ? named.get(next++) : item);
    }
    return result;
  }
}
