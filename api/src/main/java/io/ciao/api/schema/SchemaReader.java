package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.FieldPath;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Reads the `openAPIV3Schema` of a CRD. A keyword that the engine does not know is an error, so
/// that no rule is written down and then not kept.
final class SchemaReader {
  private static final Set<String> KEYWORDS =
      Set.of(
          "type",
          "description",
          "properties",
          "required",
          "items",
          "additionalProperties",
          "enum",
          "pattern",
          "minimum",
          "maximum",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "format",
          "default",
          "nullable",
          "example",
          "x-kubernetes-int-or-string",
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-map-type",
          "x-ciao-immutable",
          "x-ciao-quantity");

  private final String source;

  SchemaReader(String source) {
    this.source = source;
  }

  Schema read(JsonNode node, FieldPath at) {
    if (!(node instanceof ObjectNode schema)) {
      throw wrong(at, "a schema is a map");
    }
    for (var keyword : schema.properties()) {
      if (!KEYWORDS.contains(keyword.getKey())) {
        throw wrong(at, "the schema keyword \"" + keyword.getKey() + "\" is not known");
      }
    }
    return new Schema(
        type(schema, at),
        schema.path("description").asText(),
        fields(schema, at),
        items(schema, at),
        value(schema, at),
        new Schema.Flags(flag(schema, "nullable", at), flag(schema, "x-ciao-immutable", at)),
        schema.get("default"));
  }

  private Schema.Type type(ObjectNode schema, FieldPath at) {
    var type = schema.path("type").asText();
    if (flag(schema, "x-kubernetes-int-or-string", at)) {
      return Schema.Type.INT_OR_STRING;
    }
    return switch (type) {
      case "object" -> Schema.Type.OBJECT;
      case "array" -> Schema.Type.ARRAY;
      case "string" -> Schema.Type.STRING;
      case "integer" -> Schema.Type.INTEGER;
      case "number" -> Schema.Type.NUMBER;
      case "boolean" -> Schema.Type.BOOLEAN;
      case "" -> {
        if (!flag(schema, "x-kubernetes-preserve-unknown-fields", at)) {
          throw wrong(at, "type is missing");
        }
        yield Schema.Type.ANY;
      }
      default -> throw wrong(at, "the type \"" + type + "\" is not known");
    };
  }

  private Schema.Fields fields(ObjectNode schema, FieldPath at) {
    var properties = new LinkedHashMap<String, Schema>();
    for (var property : schema.path("properties").properties()) {
      var name = property.getKey();
      properties.put(name, read(property.getValue(), at.child(name)));
    }
    var required = new LinkedHashSet<>(texts(schema, "required", at));
    for (var name : required) {
      if (!properties.containsKey(name)) {
        throw wrong(at, "required names \"" + name + "\", which is no property");
      }
    }
    var additional = schema.get("additionalProperties");
    var mapType = schema.path("x-kubernetes-map-type").asText("granular");
    if (!mapType.equals("granular") && !mapType.equals("atomic")) {
      throw wrong(at, "the map type \"" + mapType + "\" is not known");
    }
    return new Schema.Fields(
        properties,
        required,
        additional == null ? null : read(additional, at.child("*")),
        flag(schema, "x-kubernetes-preserve-unknown-fields", at),
        mapType.equals("atomic"));
  }

  private Schema.Items items(ObjectNode schema, FieldPath at) {
    var items = schema.get("items");
    if (schema.path("type").asText().equals("array") && items == null) {
      throw wrong(at, "items is missing");
    }
    var listType =
        switch (schema.path("x-kubernetes-list-type").asText("atomic")) {
          case "atomic" -> Schema.ListType.ATOMIC;
          case "set" -> Schema.ListType.SET;
          case "map" -> Schema.ListType.MAP;
          default -> throw wrong(at, "the list type is not known");
        };
    var keys = texts(schema, "x-kubernetes-list-map-keys", at);
    if ((listType == Schema.ListType.MAP) == keys.isEmpty()) {
      throw wrong(at, "list type map and list-map-keys go together");
    }
    return new Schema.Items(
        items == null ? null : read(items, at.index(0)),
        listType,
        keys,
        integer(schema, "minItems", 0, at),
        integer(schema, "maxItems", -1, at));
  }

  private Schema.Value value(ObjectNode schema, FieldPath at) {
    var allowed = new ArrayList<JsonNode>();
    schema.path("enum").forEach(allowed::add);
    return new Schema.Value(
        allowed,
        pattern(schema, at),
        schema.path("format").asText(),
        quantity(schema, at),
        new Schema.Range(decimal(schema, "minimum", at), decimal(schema, "maximum", at)),
        new Schema.Length(
            integer(schema, "minLength", 0, at), integer(schema, "maxLength", -1, at)));
  }

  private @Nullable Pattern pattern(ObjectNode schema, FieldPath at) {
    var pattern = schema.get("pattern");
    if (pattern == null) {
      return null;
    }
    try {
      return Pattern.compile(pattern.asText());
    } catch (PatternSyntaxException e) {
      throw wrong(at, "pattern: " + e.getMessage());
    }
  }

  private Schema.@Nullable QuantityUnit quantity(ObjectNode schema, FieldPath at) {
    var unit = schema.get("x-ciao-quantity");
    if (unit == null) {
      return null;
    }
    return switch (unit.asText()) {
      case "bytes" -> Schema.QuantityUnit.BYTES;
      case "count" -> Schema.QuantityUnit.COUNT;
      default -> throw wrong(at, "x-ciao-quantity is bytes or count");
    };
  }

  private boolean flag(ObjectNode schema, String keyword, FieldPath at) {
    var flag = schema.get(keyword);
    if (flag != null && !flag.isBoolean()) {
      throw wrong(at, keyword + " is true or false");
    }
    return flag != null && flag.booleanValue();
  }

  private int integer(ObjectNode schema, String keyword, int absent, FieldPath at) {
    var number = schema.get(keyword);
    if (number == null) {
      return absent;
    }
    if (!number.canConvertToInt() || number.intValue() < 0) {
      throw wrong(at, keyword + " is a whole number from 0");
    }
    return number.intValue();
  }

  private @Nullable BigDecimal decimal(ObjectNode schema, String keyword, FieldPath at) {
    var number = schema.get(keyword);
    if (number != null && !number.isNumber()) {
      throw wrong(at, keyword + " is a number");
    }
    return number == null ? null : number.decimalValue();
  }

  private List<String> texts(ObjectNode schema, String keyword, FieldPath at) {
    var list = new ArrayList<String>();
    for (var item : schema.path(keyword)) {
      if (!item.isTextual()) {
        throw wrong(at, keyword + " is a list of text");
      }
      list.add(item.textValue());
    }
    return list;
  }

  private DefinitionException wrong(FieldPath at, String problem) {
    return new DefinitionException(source, at + ": " + problem);
  }
}
