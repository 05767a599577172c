package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.FieldPath;
import io.ciao.api.codec.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Reads one CustomResourceDefinition (`apiextensions.k8s.io/v1`) with one version. Core kinds use
/// the empty group. Beside the standard fields `spec` may have `x-ciao-name-pattern`,
/// `x-ciao-unique` (a list of `{set, path, scope}`), `x-ciao-end` (an [EndStage]; `ordinary` unless
/// said) and `x-ciao-generated` (true for what controllers make), and a printer column
/// `x-ciao-count` (paths of maps and lists whose entries it counts), `x-ciao-otherwise` (paths of
/// the value where it is not at the first), `x-ciao-beside` (a `{separator, jsonPath}` of what is
/// shown behind it) and `x-ciao-public-key` (a [PublicKeyPart]).
final class CrdReader {
  private static final Set<String> SPEC_FIELDS =
      Set.of(
          "group",
          "scope",
          "names",
          "versions",
          "x-ciao-name-pattern",
          "x-ciao-unique",
          "x-ciao-end",
          "x-ciao-generated");
  private static final Set<String> VERSION_FIELDS =
      Set.of(
          "name",
          "served",
          "storage",
          "subresources",
          "selectableFields",
          "additionalPrinterColumns",
          "schema");

  private final String source;
  private final ObjectNode crd;

  CrdReader(String source, ObjectNode crd) {
    this.source = source;
    this.crd = crd;
  }

  /// Reads all of it.
  KindDefinition read() {
    return read(KindBody.of(schema(version(object(crd, "spec"))), crd));
  }

  /// Reads all but the schema, which need not be there.
  ///
  /// @param body what stands for it
  KindDefinition read(KindBody body) {
    if (!crd.path("kind").asText().equals("CustomResourceDefinition")
        || !crd.path("apiVersion").asText().equals("apiextensions.k8s.io/v1")) {
      throw wrong("is no apiextensions.k8s.io/v1 CustomResourceDefinition");
    }
    var spec = object(crd, "spec");
    requireKnown(spec, SPEC_FIELDS, "spec");
    var version = version(spec);
    requireKnown(version, VERSION_FIELDS, "spec.versions[0]");
    var definition =
        new KindDefinition(
            names(spec, text(version, "name")),
            scope(spec),
            subresources(version),
            columns(version),
            rules(spec, version),
            body);
    var name = definition.groupResource();
    if (!crd.at("/metadata/name").asText().equals(name)) {
      throw wrong("metadata.name must be " + name);
    }
    return definition;
  }

  private ObjectNode version(ObjectNode spec) {
    if (spec.path("versions").size() != 1
        || !(spec.path("versions").get(0) instanceof ObjectNode version)) {
      throw wrong("spec.versions must have exactly one version");
    }
    return version;
  }

  private KindNames names(ObjectNode spec, String version) {
    var names = object(spec, "names");
    var kind = text(names, "kind");
    return new KindNames(
        new GroupVersion(spec.path("group").asText(), version),
        kind,
        names.path("listKind").asText(kind + "List"),
        text(names, "plural"),
        text(names, "singular"),
        texts(names.path("shortNames")),
        texts(names.path("categories")));
  }

  private Scope scope(ObjectNode spec) {
    return switch (text(spec, "scope")) {
      case "Cluster" -> Scope.CLUSTER;
      case "Namespaced" -> Scope.NAMESPACED;
      default -> throw wrong("spec.scope is Cluster or Namespaced");
    };
  }

  private Schema schema(ObjectNode version) {
    var schema = object(object(version, "schema"), "openAPIV3Schema").deepCopy();
    var properties = object(schema, "properties");
    properties.set("apiVersion", Json.object().put("type", "string"));
    properties.set("kind", Json.object().put("type", "string"));
    properties.set("metadata", ObjectMetaSchema.source());
    return new SchemaReader(source).read(schema, FieldPath.root());
  }

  private Subresources subresources(ObjectNode version) {
    var subresources = version.path("subresources");
    var scale = subresources.get("scale");
    return new Subresources(
        subresources.has("status"),
        scale instanceof ObjectNode paths
            ? new Subresources.Scale(
                path(text(paths, "specReplicasPath")),
                path(text(paths, "statusReplicasPath")),
                paths.path("labelSelectorPath").asText())
            : null);
  }

  private List<PrinterColumn> columns(ObjectNode version) {
    var columns = new ArrayList<PrinterColumn>();
    for (var column : version.path("additionalPrinterColumns")) {
      var type = text(column, "type");
      if (!Set.of("string", "integer", "number", "boolean", "date").contains(type)) {
        throw wrong("the column type \"" + type + "\" is not known");
      }
      columns.add(
          new PrinterColumn(
              text(column, "name"),
              type,
              column.path("format").asText(),
              column.path("description").asText(),
              column.path("priority").asInt(),
              path(text(column, "jsonPath")),
              more(column)));
    }
    return columns;
  }

  private PrinterColumn.More more(JsonNode column) {
    var beside = column.get("x-ciao-beside");
    var keyPart = column.path("x-ciao-public-key").asText();
    return new PrinterColumn.More(
        paths(column, "x-ciao-count"),
        paths(column, "x-ciao-otherwise"),
        beside == null
            ? null
            : new PrinterColumn.Beside(text(beside, "separator"), path(text(beside, "jsonPath"))),
        keyPart.isEmpty()
            ? null
            : PublicKeyPart.of(keyPart)
                .orElseThrow(() -> wrong("a public key has no part \"" + keyPart + "\"")));
  }

  private List<JsonPath> paths(JsonNode column, String field) {
    return texts(column.path(field)).stream().map(this::path).toList();
  }

  private KindRules rules(ObjectNode spec, ObjectNode version) {
    var selectable = new ArrayList<String>();
    for (var field : version.path("selectableFields")) {
      selectable.add(path(text(field, "jsonPath")).toString().substring(1));
    }
    var claims = new ArrayList<UniqueClaim>();
    for (var claim : spec.path("x-ciao-unique")) {
      claims.add(
          new UniqueClaim(text(claim, "set"), path(text(claim, "path")), text(claim, "scope")));
    }
    return new KindRules(namePattern(spec), selectable, claims, end(spec), generated(spec));
  }

  private EndStage end(ObjectNode spec) {
    var end = spec.path("x-ciao-end").asText("ordinary");
    return EndStage.of(end)
        .orElseThrow(() -> wrong("spec.x-ciao-end: the stage \"" + end + "\" is not known"));
  }

  private boolean generated(ObjectNode spec) {
    var generated = spec.path("x-ciao-generated");
    if (!generated.isMissingNode() && !generated.isBoolean()) {
      throw wrong("spec.x-ciao-generated is true or false");
    }
    return generated.asBoolean();
  }

  private @Nullable Pattern namePattern(ObjectNode spec) {
    var pattern = spec.get("x-ciao-name-pattern");
    if (pattern == null) {
      return null;
    }
    try {
      return Pattern.compile(pattern.asText());
    } catch (PatternSyntaxException e) {
      throw wrong("spec.x-ciao-name-pattern: " + e.getMessage());
    }
  }

  private JsonPath path(String text) {
    try {
      return JsonPath.parse(text);
    } catch (IllegalArgumentException e) {
      throw new DefinitionException(source, String.valueOf(e.getMessage()), e);
    }
  }

  private void requireKnown(ObjectNode node, Set<String> known, String where) {
    for (var field : node.properties()) {
      if (!known.contains(field.getKey())) {
        throw wrong(where + " has the unknown field " + field.getKey());
      }
    }
  }

  private ObjectNode object(ObjectNode parent, String field) {
    if (parent.get(field) instanceof ObjectNode child) {
      return child;
    }
    throw wrong("the map " + field + " is missing");
  }

  private String text(JsonNode parent, String field) {
    var text = parent.path(field);
    if (!text.isTextual() || text.textValue().isEmpty()) {
      throw wrong("the text " + field + " is missing");
    }
    return text.textValue();
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private DefinitionException wrong(String problem) {
    return new DefinitionException(source, problem);
  }
}
