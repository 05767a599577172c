package io.ciao.api.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.Optional;
import java.util.TreeMap;

/// The form of a field set in `fieldsV1`: a map of its elements, in which `.` says that the path to
/// the map belongs to the set too; an empty map is a path that ends.
final class FieldsV1 {
  private static final String SELF = ".";

  private FieldsV1() {}

  static ObjectNode write(FieldSet set) {
    var tree = Json.object();
    if (set.isMember() && set.hasChildren()) {
      tree.putObject(SELF);
    }
    set.forEach((element, child) -> tree.set(element, write(child)));
    return tree;
  }

  /// Reads what this class wrote.
  static FieldSet stored(JsonNode tree) {
    var children = new FieldSet.Builder(tree.size());
    var self = false;
    var sorted = true;
    var last = "";
    for (var field : tree.properties()) {
      var element = field.getKey();
      sorted &= last.compareTo(element) < 0;
      last = element;
      if (element.equals(SELF)) {
        self = true;
      } else {
        children.add(element, below(field.getValue()));
      }
    }
    return sorted ? children.build(self) : unsorted(tree);
  }

  private static FieldSet below(JsonNode tree) {
    return tree.isEmpty() ? FieldSet.LEAF : stored(tree);
  }

  private static FieldSet unsorted(JsonNode tree) {
    var children = new TreeMap<String, FieldSet>();
    for (var field : tree.properties()) {
      if (!field.getKey().equals(SELF)) {
        children.put(field.getKey(), below(field.getValue()));
      }
    }
    return FieldSet.of(tree.has(SELF), children);
  }

  /// Reads what a client wrote; empty if it is no field set.
  static Optional<FieldSet> sent(JsonNode tree) {
    if (!tree.isObject()) {
      return Optional.empty();
    }
    var children = new TreeMap<String, FieldSet>();
    for (var field : tree.properties()) {
      if (field.getKey().equals(SELF)) {
        continue;
      }
      var element = PathElement.parse(field.getKey());
      var child = field.getValue().isEmpty() ? Optional.of(FieldSet.LEAF) : sent(field.getValue());
      if (element.isEmpty() || child.isEmpty() || !field.getValue().isObject()) {
        return Optional.empty();
      }
      children.merge(element.get(), child.get(), FieldSet::union);
    }
    return Optional.of(FieldSet.of(tree.has(SELF), children));
  }
}
