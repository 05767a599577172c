package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.FieldPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Fields that keep the value they got at creation (`x-ciao-immutable`), and the identity of
/// objects. Absence is a value too: what was left out at creation cannot be set later.
public final class Immutable {
  private static final List<String> IDENTITY =
      List.of("name", "namespace", "uid", "creationTimestamp");

  private final List<Violation> found = new ArrayList<>();

  private Immutable() {}

  /// What an update from `before` to `after` would change although it may not. Both have their
  /// defaults applied; `metadata` fields that `after` leaves out are not compared (the server fills
  /// them in).
  public static List<Violation> check(KindDefinition kind, ObjectNode before, ObjectNode after) {
    var check = new Immutable();
    check.identity(before.path("metadata"), after.path("metadata"));
    for (var property : kind.schema().fields().properties().entrySet()) {
      var name = property.getKey();
      if (!name.equals("metadata")) {
        check.compare(
            property.getValue(), before.path(name), after.path(name), FieldPath.root().child(name));
      }
    }
    return List.copyOf(check.found);
  }

  private void identity(JsonNode before, JsonNode after) {
    for (var field : IDENTITY) {
      var now = after.get(field);
      if (now != null && !now.isNull() && !now.equals(before.get(field))) {
        refuse(FieldPath.root().child("metadata").child(field), now);
      }
    }
  }

  private void compare(Schema schema, JsonNode before, JsonNode after, FieldPath at) {
    if (schema.flags().immutable()) {
      if (!present(before).equals(present(after))) {
        refuse(at, after);
      }
      return;
    }
    if (before.isObject() || after.isObject()) {
      fields(schema.fields(), before, after, at);
    } else if (before.isArray() && after.isArray() && schema.items().itemOrNull() != null) {
      items(schema.items(), before, after, at);
    }
  }

  private void fields(Schema.Fields fields, JsonNode before, JsonNode after, FieldPath at) {
    for (var property : fields.properties().entrySet()) {
      var name = property.getKey();
      compare(property.getValue(), before.path(name), after.path(name), at.child(name));
    }
    var additional = fields.additionalOrNull();
    if (additional != null) {
      for (var field : after.properties()) {
        var name = field.getKey();
        if (!fields.properties().containsKey(name) && before.has(name)) {
          compare(additional, before.path(name), field.getValue(), at.child(name));
        }
      }
    }
  }

  /// Items are paired by their key fields; in lists without keys nothing says who is who.
  private void items(Schema.Items items, JsonNode before, JsonNode after, FieldPath at) {
    var item = items.itemOrNull();
    if (items.listType() != Schema.ListType.MAP || item == null) {
      return;
    }
    var known = new HashMap<ObjectNode, JsonNode>();
    before.forEach(old -> known.put(SchemaValidator.keysOf(items, old), old));
    for (var i = 0; i < after.size(); i++) {
      var old = known.get(SchemaValidator.keysOf(items, after.get(i)));
      if (old != null) {
        compare(item, old, after.get(i), at.index(i));
      }
    }
  }

  private static JsonNode present(JsonNode value) {
    return value.isNull() ? MissingNode.getInstance() : value;
  }

  private void refuse(FieldPath at, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      found.add(
          new Violation(
              at.toString(),
              Violation.Reason.INVALID,
              "Invalid value: null: field is immutable",
              null));
    } else {
      found.add(Violation.invalid(at, value, "field is immutable"));
    }
  }
}
