package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.FieldPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Rules for `metadata` beyond its schema. Fields of the wrong type are skipped: the schema has
/// reported them.
final class MetadataRules {
  private static final int ANNOTATIONS_BYTES_MAX = 256 << 10;
  private static final FieldPath METADATA = FieldPath.root().child("metadata");

  private MetadataRules() {}

  static void check(KindDefinition kind, ObjectNode object, List<Violation> found) {
    if (object.get("metadata") instanceof ObjectNode metadata) {
      name(kind, metadata, found);
      namespace(kind, metadata, found);
      labels(metadata.path("labels"), found);
      annotations(metadata.path("annotations"), found);
      finalizers(metadata.path("finalizers"), found);
      owners(metadata.path("ownerReferences"), found);
    } else if (!object.has("metadata")) {
      found.add(Violation.required(METADATA.child("name"), "name or generateName is required"));
    }
  }

  private static void name(KindDefinition kind, ObjectNode metadata, List<Violation> found) {
    var name = metadata.path("name");
    var prefix = metadata.path("generateName");
    if (name.asText().isEmpty() && prefix.asText().isEmpty()) {
      found.add(Violation.required(METADATA.child("name"), "name or generateName is required"));
      return;
    }
    if (name.isTextual() && !name.asText().isEmpty()) {
      invalid(METADATA.child("name"), name, nameRule(kind, name.asText()), found);
    }
    if (prefix.isTextual() && !prefix.asText().isEmpty()) {
      // What follows the prefix makes a trailing dash right.
      var rule = nameRule(kind, prefix.asText() + "x");
      invalid(METADATA.child("generateName"), prefix, rule, found);
    }
  }

  private static @Nullable String nameRule(KindDefinition kind, String name) {
    var pattern = kind.rules().namePatternOrNull();
    if (pattern == null) {
      return Names.subdomainRule(name);
    }
    if (pattern.matcher(name).matches()) {
      return null;
    }
    var rule = acceptsDot(pattern) ? Names.subdomainRule(name) : Names.dnsLabelRule(name);
    return rule == null ? "must match the pattern '" + pattern + "'" : rule;
  }

  private static boolean acceptsDot(Pattern pattern) {
    return pattern.matcher("a.b").matches();
  }

  private static void namespace(KindDefinition kind, ObjectNode metadata, List<Violation> found) {
    var at = METADATA.child("namespace");
    var namespace = metadata.path("namespace");
    if (!kind.namespaced()) {
      if (!namespace.asText().isEmpty()) {
        found.add(Violation.forbidden(at, kind.kind() + " objects belong to no namespace"));
      }
    } else if (namespace.asText().isEmpty()) {
      found.add(Violation.required(at, ""));
    } else if (namespace.isTextual()) {
      invalid(at, namespace, Names.dnsLabelRule(namespace.asText()), found);
    }
  }

  private static void labels(JsonNode labels, List<Violation> found) {
    var at = METADATA.child("labels");
    for (var label : labels.properties()) {
      var key = SchemaValidator.text(label.getKey());
      invalid(at, key, Names.qualifiedNameRule(label.getKey()), found);
      if (label.getValue().isTextual()) {
        var rule = Names.labelValueRule(label.getValue().textValue());
        invalid(at.child(label.getKey()), label.getValue(), rule, found);
      }
    }
  }

  private static void annotations(JsonNode annotations, List<Violation> found) {
    var at = METADATA.child("annotations");
    var bytes = 0L;
    for (var annotation : annotations.properties()) {
      var key = annotation.getKey();
      // Upper case is allowed in the prefix of annotations only.
      var rule = Names.qualifiedNameRule(key.toLowerCase(Locale.ROOT));
      invalid(at, SchemaValidator.text(key), rule, found);
      bytes += utf8(key) + utf8(annotation.getValue().asText());
    }
    if (bytes > ANNOTATIONS_BYTES_MAX) {
      found.add(
          new Violation(
              at.toString(),
              Violation.Reason.TOO_LONG,
              "Too long: may not have more than %,d bytes in all, has %,d"
                  .formatted(ANNOTATIONS_BYTES_MAX, bytes),
              null));
    }
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void finalizers(JsonNode finalizers, List<Violation> found) {
    for (var i = 0; i < finalizers.size(); i++) {
      var finalizer = finalizers.get(i);
      if (finalizer.isTextual()) {
        var rule = Names.qualifiedNameRule(finalizer.textValue());
        invalid(METADATA.child("finalizers").index(i), finalizer, rule, found);
      }
    }
  }

  private static void owners(JsonNode owners, List<Violation> found) {
    var controller = "";
    for (var i = 0; i < owners.size(); i++) {
      var owner = owners.get(i);
      if (!owner.path("controller").asBoolean()) {
        continue;
      }
      if (!controller.isEmpty()) {
        found.add(
            Violation.invalid(
                METADATA.child("ownerReferences").index(i).child("controller"),
                owner.path("controller"),
                "must be true for one owner only; it is for " + controller + " already"));
      }
      controller = owner.path("kind").asText() + "/" + owner.path("name").asText();
    }
  }

  private static void invalid(
      FieldPath at, JsonNode value, @Nullable String rule, List<Violation> found) {
    if (rule != null) {
      found.add(Violation.invalid(at, value, rule));
    }
  }
}
