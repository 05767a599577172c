package io.ciao.ctl.output;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a field of a kind means, as `explain` shows it. Pure.
public final class FieldHelp {
  private static final int WIDTH = 76;

  private FieldHelp() {}

  /// How far below the field is shown.
  public enum Depth {
    FIELDS,
    ALL
  }

  /// The text; empty if the kind has no such field.
  ///
  /// @param path names of fields from the object's root, may be empty
  public static Optional<String> of(KindDefinition kind, List<String> path, Depth depth) {
    var schema = kind.schema();
    for (var name : path) {
      var inner = below(schema).fields().of(name);
      if (inner.isEmpty()) {
        return Optional.empty();
      }
      schema = inner.get();
    }
    var out = new StringBuilder();
    if (!kind.group().isEmpty()) {
      out.append("GROUP:    ").append(kind.group()).append('\n');
    }
    out.append("KIND:     ").append(kind.kind()).append('\n');
    out.append("VERSION:  ").append(kind.version()).append("\n\n");
    if (!path.isEmpty()) {
      out.append("FIELD: %s <%s>%n%n".formatted(path.getLast(), type(schema)));
    }
    if (!schema.description().isEmpty()) {
      out.append("DESCRIPTION:\n");
      wrap(out, schema.description(), "    ");
      out.append('\n');
    }
    rules(out, schema);
    var fields = below(schema);
    if (!fields.fields().properties().isEmpty()) {
      out.append("FIELDS:\n");
      fields(out, fields, "  ", depth);
    }
    return Optional.of(out.toString());
  }

  /// The names of the fields below a path, for completion and for messages.
  public static List<String> names(KindDefinition kind, List<String> path) {
    var schema = kind.schema();
    for (var name : path) {
      var inner = below(schema).fields().of(name);
      if (inner.isEmpty()) {
        return List.of();
      }
      schema = inner.get();
    }
    return List.copyOf(below(schema).fields().properties().keySet());
  }

  /// Of a list the items: their fields are named as if there were but one.
  private static Schema below(Schema schema) {
    var item = schema.items().itemOrNull();
    return schema.type() == Schema.Type.ARRAY && item != null ? item : schema;
  }

  private static void fields(StringBuilder out, Schema schema, String indent, Depth depth) {
    for (var field : schema.fields().properties().entrySet()) {
      var inner = field.getValue();
      var required = schema.fields().required().contains(field.getKey()) ? " -required-" : "";
      out.append(
          "%s%s\t<%s>%s%s%n"
              .formatted(indent, field.getKey(), type(inner), required, facts(inner)));
      if (depth == Depth.ALL) {
        fields(out, below(inner), indent + "  ", depth);
      } else if (!inner.description().isEmpty()) {
        wrap(out, inner.description(), indent + "  ");
        out.append('\n');
      }
    }
  }

  /// What a value may be, behind its type: ` one of: vm, container; cannot be changed`.
  private static String facts(Schema schema) {
    var facts = new ArrayList<String>();
    var allowed = schema.value().allowed();
    if (!allowed.isEmpty()) {
      facts.add("one of: " + String.join(", ", allowed.stream().map(one -> one.asText()).toList()));
    }
    schema
        .defaultValue()
        .filter(value -> value.isValueNode() && !value.asText().isEmpty())
        .ifPresent(value -> facts.add("default: " + value.asText()));
    if (schema.flags().immutable()) {
      facts.add("cannot be changed");
    }
    return facts.isEmpty() ? "" : "  " + String.join("; ", facts);
  }

  private static void rules(StringBuilder out, Schema schema) {
    if (!schema.value().allowed().isEmpty()) {
      out.append("ONE OF: ");
      out.append(
          String.join(", ", schema.value().allowed().stream().map(one -> one.asText()).toList()));
      out.append("\n\n");
    }
    schema
        .defaultValue()
        .filter(value -> value.isValueNode())
        .ifPresent(value -> out.append("DEFAULT: ").append(value.asText()).append("\n\n"));
    if (schema.flags().immutable()) {
      out.append("It cannot be changed once the object exists.\n\n");
    }
  }

  private static String type(Schema schema) {
    return switch (schema.type()) {
      case OBJECT -> map(schema);
      case ARRAY -> {
        var item = schema.items().itemOrNull();
        yield "[]" + (item == null ? "any" : type(item));
      }
      case INT_OR_STRING -> schema.value().quantityOrNull() == null ? "IntOrString" : "Quantity";
      case STRING, INTEGER, NUMBER, BOOLEAN, ANY -> schema.type().text();
    };
  }

  private static String map(Schema schema) {
    var values = schema.fields().additionalOrNull();
    return schema.fields().properties().isEmpty() && values != null
        ? "map[string]" + type(values)
        : "Object";
  }

  private static void wrap(StringBuilder out, String text, String indent) {
    var line = new StringBuilder(indent);
    for (var word : text.strip().split("\\s+", -1)) {
      if (line.length() > indent.length() && line.length() + word.length() > WIDTH) {
        out.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
