package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.ciao.api.codec.FieldPath;
import io.ciao.api.codec.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Checks an object against its kind: everything that one object alone can tell, all of it at once.
///
/// Fields that the schema does not know are not its business ([UnknownFields]); defaults must have
/// been applied before ([Defaults]), which also took out nulls that mean "absent".
public final class SchemaValidator {
  private final List<Violation> found = new ArrayList<>();

  private SchemaValidator() {}

  /// What is wrong with the object, in the order of the schema; empty if it is valid.
  public static List<Violation> validate(KindDefinition kind, ObjectNode object) {
    var validator = new SchemaValidator();
    validator.identity(kind, object);
    validator.value(kind.schema(), object, FieldPath.root());
    MetadataRules.check(kind, object, validator.found);
    return List.copyOf(validator.found);
  }

  /// What is wrong with a part of an object, for example a scale or a batch item.
  public static List<Violation> validate(Schema schema, JsonNode value, FieldPath at) {
    var validator = new SchemaValidator();
    validator.value(schema, value, at);
    return List.copyOf(validator.found);
  }

  private void identity(KindDefinition kind, ObjectNode object) {
    requireText(object, "apiVersion", kind.apiVersion());
    requireText(object, "kind", kind.kind());
  }

  private void requireText(ObjectNode object, String field, String wanted) {
    var value = object.get(field);
    if (value == null) {
      found.add(Violation.required(field, "must be " + wanted));
    } else if (value.isTextual() && !value.textValue().equals(wanted)) {
      found.add(Violation.invalid(field, value, "must be " + wanted));
    }
  }

  private void value(Schema schema, JsonNode value, FieldPath at) {
    if (value.isNull()) {
      if (!schema.flags().nullable() && schema.type() != Schema.Type.ANY) {
        found.add(Violation.typeInvalid(at, value, "must not be null; leave the field out"));
      }
      return;
    }
    if (!fits(schema.type(), value)) {
      found.add(Violation.typeInvalid(at, value, wrongType(schema.type(), value)));
      return;
    }
    switch (value) {
      case ObjectNode map -> fields(schema, map, at);
      case ArrayNode list -> items(schema, list, at);
      case JsonNode scalar -> ValueRules.check(schema.value(), scalar, at, found);
    }
  }

  private static boolean fits(Schema.Type type, JsonNode value) {
    return switch (type) {
      case OBJECT -> value.isObject();
      case ARRAY -> value.isArray();
      case STRING -> value.isTextual();
      case INTEGER -> value.isIntegralNumber();
      case NUMBER -> value.isNumber();
      case BOOLEAN -> value.isBoolean();
      case INT_OR_STRING -> value.isTextual() || value.isIntegralNumber();
      case ANY -> true;
    };
  }

  private static String wrongType(Schema.Type type, JsonNode value) {
    var rule = "must be of type " + type.text() + ", not " + typeOf(value);
    var textWanted = type == Schema.Type.STRING || type == Schema.Type.INT_OR_STRING;
    if (textWanted && value.isBoolean()) {
      return rule + "; put it in quotes (y, n, yes, no, on, off, true and false are booleans)";
    }
    return textWanted && value.isNumber() ? rule + "; put it in quotes" : rule;
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case BOOLEAN -> "boolean";
      case NULL, MISSING, BINARY, POJO -> "null";
    };
  }

  private void fields(Schema schema, ObjectNode map, FieldPath at) {
    var fields = schema.fields();
    for (var name : fields.required()) {
      if (!map.has(name)) {
        found.add(Violation.required(at.child(name), ""));
      }
    }
    for (var field : map.properties()) {
      var property = fields.of(field.getKey());
      if (property.isPresent()) {
        value(property.get(), field.getValue(), at.child(field.getKey()));
      }
    }
  }

  private void items(Schema schema, ArrayNode list, FieldPath at) {
    var items = schema.items();
    if (items.max() >= 0 && list.size() > items.max()) {
      found.add(Violation.tooMany(at, items.max(), list.size()));
    }
    if (list.size() < items.min()) {
      found.add(
          Violation.invalid(
              at, list, "must have at least %d items, has %d".formatted(items.min(), list.size())));
    }
    var item = items.itemOrNull();
    var seen = new HashSet<JsonNode>();
    for (var i = 0; i < list.size(); i++) {
      var value = list.get(i);
      if (item != null) {
        value(item, value, at.index(i));
      }
      unique(items, value, at.index(i), seen);
    }
  }

  private void unique(Schema.Items items, JsonNode value, FieldPath at, Set<JsonNode> seen) {
    var identity =
        switch (items.listType()) {
          case ATOMIC -> null;
          case SET -> value;
          case MAP -> value.isObject() ? keysOf(items, value) : null;
        };
    if (identity != null && !seen.add(identity)) {
      found.add(Violation.duplicate(at, identity));
    }
  }

  /// The key fields of a list item, which tell it from the others.
  static ObjectNode keysOf(Schema.Items items, JsonNode value) {
    var keys = Json.object();
    for (var key : items.keys()) {
      var part = value.get(key);
      keys.set(key, part == null ? NullNode.instance : part);
    }
    return keys;
  }

  /// Text as a node, for violations that name a value which is no part of the object.
  static TextNode text(String text) {
    return TextNode.valueOf(text);
  }
}
