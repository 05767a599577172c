package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The OpenAPI 3 document of one group and version, as `/openapi/v3/…` serves it: what `kubectl
/// explain` reads, and where `kubectl apply` looks whether PATCH takes `fieldValidation` and
/// `dryRun`.
///
/// Deliberately absent: authentication, error responses beyond what clients look at.
public final class OpenApiV3 {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
  static final String SCALE = "io.k8s.api.autoscaling.v1.Scale";
  private static final String KUBERNETES = ".k8s.io";
  private static final String REFERENCE = "#/components/schemas/";

  private OpenApiV3() {}

  /// A new document, the caller's own.
  ///
  /// @param kinds of this group and version; others are left out
  public static ObjectNode document(GroupVersion groupVersion, List<KindDefinition> kinds) {
    var document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "ciao").put("version", groupVersion.version());
    var paths = document.putObject("paths");
    var schemas = document.putObject("components").putObject("schemas");
    for (var kind : kinds) {
      if (kind.groupVersion().equals(groupVersion)) {
        OpenApiPaths.add(paths, kind);
        schemas.set(schemaName(kind, kind.kind()), objectSchema(kind));
        schemas.set(schemaName(kind, kind.names().listKind()), listSchema(kind));
      }
    }
    schemas.set(META + "ObjectMeta", ObjectMetaSchema.source());
    schemas.set(META + "ListMeta", listMeta());
    schemas.set(META + "Status", status());
    schemas.set(META + "DeleteOptions", deleteOptions());
    schemas.set(META + "Patch", Json.object().put("type", "object"));
    schemas.set(INT_OR_STRING, intOrString());
    if (kinds.stream().anyMatch(kind -> kind.subresources().scale().isPresent())) {
      schemas.set(SCALE, scale());
    }
    return document;
  }

  static ObjectNode reference(String schema) {
    return Json.object().put("$ref", REFERENCE + schema);
  }

  static ObjectNode metaReference(String type) {
    return reference(META + type);
  }

  /// `io.ciao.v1.Instance`, `io.k8s.api.core.v1.Namespace`, `io.k8s.api.coordination.v1.Lease`.
  static String schemaName(KindDefinition kind, String type) {
    if (kind.groupVersion().isCore()) {
      return "io.k8s.api.core." + kind.version() + "." + type;
    }
    if (kind.group().endsWith(KUBERNETES)) {
      // As upstream names its own groups: io.k8s.api.coordination.v1.Lease.
      var first = kind.group().substring(0, kind.group().indexOf('.'));
      return "io.k8s.api." + first + "." + kind.version() + "." + type;
    }
    var labels = Arrays.asList(kind.group().split("\\."));
    Collections.reverse(labels);
    return String.join(".", labels) + "." + kind.version() + "." + type;
  }

  static ObjectNode gvk(KindDefinition kind) {
    return Json.object()
        .put("group", kind.group())
        .put("kind", kind.kind())
        .put("version", kind.version());
  }

  private static ObjectNode objectSchema(KindDefinition kind) {
    var schema = (ObjectNode) kind.source().at("/spec/versions/0/schema/openAPIV3Schema");
    var properties = schema.withObject("/properties");
    properties.set(
        "apiVersion", text("The group and version of the kind: " + kind.apiVersion() + "."));
    properties.set("kind", text("The kind: " + kind.kind() + "."));
    var metadata = Json.object().put("description", "Name, labels and the like.");
    metadata.putArray("allOf").add(metaReference("ObjectMeta"));
    properties.set("metadata", metadata);
    schema.putArray("x-kubernetes-group-version-kind").add(gvk(kind));
    nameIntOrStrings(schema);
    return schema;
  }

  /// Gives fields that take both a type with a name, which `kubectl explain` shows.
  private static void nameIntOrStrings(JsonNode node) {
    node.forEach(OpenApiV3::nameIntOrStrings);
    if (node instanceof ObjectNode schema
        && schema.path("x-kubernetes-int-or-string").isBoolean()) {
      schema.putArray("allOf").add(reference(INT_OR_STRING));
    }
  }

  private static ObjectNode intOrString() {
    var schema = Json.object().put("format", "int-or-string");
    var types = schema.putArray("oneOf");
    types.addObject().put("type", "integer");
    types.addObject().put("type", "string");
    return schema;
  }

  private static ObjectNode listSchema(KindDefinition kind) {
    var schema =
        Json.object()
            .put("description", "A list of " + kind.kind() + " objects.")
            .put("type", "object");
    schema.putArray("required").add("items");
    var properties = schema.putObject("properties");
    properties.set("apiVersion", text("The group and version of the list."));
    properties.set("kind", text("The kind: " + kind.names().listKind() + "."));
    properties.set("metadata", metaReference("ListMeta"));
    properties
        .putObject("items")
        .put("type", "array")
        .set("items", reference(schemaName(kind, kind.kind())));
    schema
        .putArray("x-kubernetes-group-version-kind")
        .add(gvk(kind).put("kind", kind.names().listKind()));
    return schema;
  }

  private static ObjectNode listMeta() {
    var fields = new LinkedHashMap<String, ObjectNode>();
    fields.put("resourceVersion", text("The version of the list; a watch continues from it."));
    fields.put("continue", text("Where the next page begins; empty on the last one."));
    fields.put("remainingItemCount", number("How many items follow after this page."));
    return object("What a list says about itself.", fields);
  }

  private static ObjectNode status() {
    var fields = new LinkedHashMap<String, ObjectNode>();
    fields.put("apiVersion", text("The group and version: v1."));
    fields.put("kind", text("The kind: Status."));
    fields.put("status", text("Success or Failure."));
    fields.put("message", text("What happened, for people."));
    fields.put("reason", text("What happened, for programs: one CamelCase word."));
    fields.put("code", number("The HTTP status."));
    fields.put(
        "details",
        Json.object().put("type", "object").put("x-kubernetes-preserve-unknown-fields", true));
    return object("The outcome of a request that returns no object.", fields);
  }

  private static ObjectNode deleteOptions() {
    var dryRun = Json.object().put("type", "array").put("description", "All: change nothing.");
    dryRun.set("items", Json.object().put("type", "string"));
    var preconditions = new LinkedHashMap<String, ObjectNode>();
    preconditions.put("uid", text("The object's uid."));
    preconditions.put("resourceVersion", text("The object's version."));
    var fields = new LinkedHashMap<String, ObjectNode>();
    fields.put("apiVersion", text("The group and version: v1."));
    fields.put("kind", text("The kind: DeleteOptions."));
    fields.put("dryRun", dryRun);
    fields.put("gracePeriodSeconds", number("How long the object may take to end."));
    fields.put(
        "propagationPolicy",
        text("What happens to owned objects: Orphan, Background or Foreground."));
    fields.put("preconditions", object("What must hold.", preconditions));
    return object("How to delete.", fields);
  }

  private static ObjectNode scale() {
    var spec = new LinkedHashMap<String, ObjectNode>();
    spec.put("replicas", number("How many are wished.").put("format", "int32"));
    var status = new LinkedHashMap<String, ObjectNode>();
    status.put("replicas", number("How many there are.").put("format", "int32"));
    status.put("selector", text("What selects them, as a query."));
    var fields = new LinkedHashMap<String, ObjectNode>();
    fields.put("apiVersion", text("The group and version: autoscaling/v1."));
    fields.put("kind", text("The kind: Scale."));
    fields.put("metadata", metaReference("ObjectMeta"));
    fields.put("spec", object("What is wished.", spec));
    fields.put("status", object("What is there.", status));
    var schema = object("How many of something there are.", fields);
    schema.putArray("x-kubernetes-group-version-kind").add(scaleKind());
    return schema;
  }

  static ObjectNode scaleKind() {
    return Json.object().put("group", "autoscaling").put("kind", "Scale").put("version", "v1");
  }

  private static ObjectNode object(String description, SequencedMap<String, ObjectNode> fields) {
    var schema = Json.object().put("description", description).put("type", "object");
    schema.putObject("properties").setAll(fields);
    return schema;
  }

  private static ObjectNode text(String description) {
    return Json.object().put("description", description).put("type", "string");
  }

  private static ObjectNode number(String description) {
    return Json.object()
        .put("description", description)
        .put("type", "integer")
        .put("format", "int64");
  }
}
