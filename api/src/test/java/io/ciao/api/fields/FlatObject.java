package io.ciao.api.fields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// An object of [OwnedKind] as a table of paths and values, made without schema or field sets: a
/// second, slow way to the same answers.
final class FlatObject {
  /// The key fields of lists, the rest being atomic; a set has none.
  private static final Map<String, List<String>> LISTS =
      Map.of(
          ".spec.env", List.of("name"),
          ".spec.ports", List.of("port", "protocol"),
          ".spec.tags", List.of(),
          ".status.conditions", List.of("type"));

  private static final Set<String> ATOMIC = Set.of(".spec.box", ".spec.raw");

  /// Maps whose keys are the writers', not the schema's.
  private static final Set<String> FREE =
      Set.of(".metadata.labels", ".spec.parts", ".spec.open", ".spec.open.deep");

  /// What is at each path: a scalar or something atomic as text, a container as `{}` or `[]`.
  final TreeMap<String, String> values = new TreeMap<>();

  /// The paths that an applier of the whole would own.
  final TreeSet<String> claims = new TreeSet<>();

  /// The items of each list, in their order.
  final Map<String, List<String>> orders = new LinkedHashMap<>();

  private FlatObject() {}

  /// The part of an object that can have owners.
  ///
  /// @param statusOnly whether the status counts, or all else
  static FlatObject of(JsonNode object, boolean statusOnly) {
    FlatObject flat = new FlatObject();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String path = "." + field.getKey();
      boolean status = field.getKey().equals("status");
      if (status == statusOnly && !Set.of("apiVersion", "kind").contains(field.getKey())) {
        flat.add(path, field.getValue(), false);
      }
    }
    flat.values.keySet().removeIf(FlatObject::isNobodys);
    flat.claims.removeIf(FlatObject::isNobodys);
    return flat;
  }

  private static boolean isNobodys(String path) {
    return path.equals(".metadata")
        || path.equals(".metadata.name")
        || path.startsWith(".metadata.managedFields");
  }

  private void add(String path, JsonNode value, boolean entry) {
    boolean list = value.isArray() && LISTS.containsKey(path);
    boolean map = value.isObject() && !ATOMIC.contains(path);
    if (!list && !map) {
      values.put(path, text(value));
      claims.add(path);
      return;
    }
    values.put(path, list ? "[]" : "{}");
    if (value.isEmpty() || entry) {
      claims.add(path);
    }
    if (list) {
      for (JsonNode item : value) {
        String step = step(LISTS.get(path), item);
        orders.computeIfAbsent(path, _ -> new ArrayList<>()).add(step);
        add(path + step, item, true);
      }
    } else {
      value
          .properties()
          .forEach(f -> add(path + "." + f.getKey(), f.getValue(), FREE.contains(path)));
    }
  }

  private static String text(JsonNode value) {
    if (value.isTextual()) {
      return "\"" + value.textValue() + "\"";
    }
    // A number is written as text much sooner than as JSON.
    return value.isContainerNode() ? value.toString() : value.asText();
  }

  private static String step(List<String> keys, JsonNode item) {
    if (keys.isEmpty()) {
      return "[=" + text(item) + "]";
    }
    List<String> parts = new ArrayList<>();
    for (String key : keys) {
      boolean left = item.get(key) == null;
      parts.add(key + "=" + (left ? "\"TCP\"" : text(item.get(key))));
    }
    return "[" + String.join(",", parts) + "]";
  }

  /// The paths and everything that they are in.
  static Set<String> withParents(Set<String> paths) {
    Set<String> all = new HashSet<>(paths);
    for (String path : paths) {
      all.addAll(parents(path));
    }
    return all;
  }

  /// What a path is in, the outermost first.
  static List<String> parents(String path) {
    List<String> parents = new ArrayList<>();
    for (int i = 1; i < path.length(); i++) {
      if (path.charAt(i) == '.' || path.charAt(i) == '[') {
        parents.add(path.substring(0, i));
      }
    }
    return parents;
  }
}
