package io.ciao.api.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.ArrayList;
import java.util.List;

/// The `paths` of an OpenAPI document: the collection, the object and its subresources of one kind.
final class OpenApiPaths {
  private static final List<String> PATCH_TYPES =
      List.of(
          "application/merge-patch+json",
          "application/json-patch+json",
          "application/apply-patch+yaml");
  private static final String STRATEGIC = "application/strategic-merge-patch+json";
  private static final List<String> WRITE_PARAMETERS =
      List.of("dryRun", "fieldManager", "fieldValidation");
  private static final List<String> PATCH_PARAMETERS =
      List.of("dryRun", "fieldManager", "fieldValidation", "force");
  private static final List<String> DELETE_PARAMETERS =
      List.of("dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy");
  private static final List<String> LIST_PARAMETERS =
      List.of(
          "allowWatchBookmarks",
          "continue",
          "fieldSelector",
          "labelSelector",
          "limit",
          "maxSilenceSeconds",
          "resourceVersion",
          "resourceVersionMatch",
          "sendInitialEvents",
          "timeoutSeconds",
          "watch");

  private static final String OWN_GROUP = "ciao.io";

  private final KindDefinition kind;
  private final ObjectNode paths;

  private OpenApiPaths(KindDefinition kind, ObjectNode paths) {
    this.kind = kind;
    this.paths = paths;
  }

  static void add(ObjectNode paths, KindDefinition kind) {
    new OpenApiPaths(kind, paths).addAll();
  }

  private void addAll() {
    var base = kind.groupVersion().path();
    if (kind.namespaced()) {
      var everywhere = paths.putObject(base + "/" + kind.plural());
      everywhere.set("get", operation("list", LIST_PARAMETERS, listName()));
    }
    var collection = base + (kind.namespaced() ? "/namespaces/{namespace}/" : "/") + kind.plural();
    var list = path(collection, false);
    list.set("get", operation("list", LIST_PARAMETERS, listName()));
    list.set("post", withBody(operation("post", WRITE_PARAMETERS, objectName()), objectName()));
    var several = new ArrayList<>(DELETE_PARAMETERS);
    several.addAll(LIST_PARAMETERS);
    list.set("delete", delete("deletecollection", several));
    var item = path(collection + "/{name}", true);
    item.set("get", operation("get", List.of("resourceVersion"), objectName()));
    writes(item);
    item.set("delete", delete("delete", DELETE_PARAMETERS));
    if (kind.hasStatus()) {
      var status = path(collection + "/{name}/status", true);
      status.set("get", operation("get", List.of("resourceVersion"), objectName()));
      writes(status);
    }
    if (kind.subresources().scale().isPresent()) {
      scale(collection + "/{name}");
    }
  }

  private ObjectNode path(String path, boolean named) {
    var node = paths.putObject(path);
    var parameters = node.putArray("parameters");
    if (named) {
      pathParameter(parameters, "name", "The name of the " + kind.kind() + ".");
    }
    if (kind.namespaced()) {
      pathParameter(parameters, "namespace", "The tenant.");
    }
    if (parameters.isEmpty()) {
      node.remove("parameters");
    }
    return node;
  }

  private void writes(ObjectNode path) {
    path.set("put", withBody(operation("put", WRITE_PARAMETERS, objectName()), objectName()));
    var patch = operation("patch", PATCH_PARAMETERS, objectName());
    patchBody(patch);
    path.set("patch", patch);
  }

  private void patchBody(ObjectNode patch) {
    var content = patch.putObject("requestBody").put("required", true).putObject("content");
    for (var type : PATCH_TYPES) {
      content.putObject(type).set("schema", OpenApiV3.metaReference("Patch"));
    }
    // Upstream merges strategically the kinds that clients are built with, and no others.
    if (!kind.group().equals(OWN_GROUP)) {
      content.putObject(STRATEGIC).set("schema", OpenApiV3.metaReference("Patch"));
    }
  }

  private void scale(String item) {
    var scale = path(item + "/scale", true);
    scale.set("get", operation("get", List.of("resourceVersion"), OpenApiV3.SCALE));
    scale.set(
        "put", withBody(operation("put", WRITE_PARAMETERS, OpenApiV3.SCALE), OpenApiV3.SCALE));
    var patch = operation("patch", PATCH_PARAMETERS, OpenApiV3.SCALE);
    patchBody(patch);
    scale.set("patch", patch);
    for (var operation : scale) {
      if (operation instanceof ObjectNode map) {
        map.set("x-kubernetes-group-version-kind", OpenApiV3.scaleKind());
      }
    }
  }

  private ObjectNode delete(String action, List<String> query) {
    var delete = operation(action, query, "");
    delete
        .putObject("requestBody")
        .putObject("content")
        .putObject("application/json")
        .set("schema", OpenApiV3.metaReference("DeleteOptions"));
    return delete;
  }

  /// @param result the schema's name; empty for a Status
  private ObjectNode operation(String action, List<String> query, String result) {
    var operation = Json.object();
    operation.put("x-kubernetes-action", action);
    operation.set("x-kubernetes-group-version-kind", OpenApiV3.gvk(kind));
    var parameters = operation.putArray("parameters");
    query.forEach(name -> queryParameter(parameters, name));
    operation
        .putObject("responses")
        .putObject("200")
        .put("description", "OK")
        .putObject("content")
        .putObject("application/json")
        .set(
            "schema",
            result.isEmpty() ? OpenApiV3.metaReference("Status") : OpenApiV3.reference(result));
    return operation;
  }

  private static ObjectNode withBody(ObjectNode operation, String schema) {
    operation
        .putObject("requestBody")
        .put("required", true)
        .putObject("content")
        .putObject("application/json")
        .set("schema", OpenApiV3.reference(schema));
    return operation;
  }

  private static void pathParameter(ArrayNode parameters, String name, String description) {
    parameters
        .addObject()
        .put("name", name)
        .put("in", "path")
        .put("description", description)
        .put("required", true)
        .putObject("schema")
        .put("type", "string");
  }

  private static void queryParameter(ArrayNode parameters, String name) {
    var type =
        switch (name) {
          case "watch", "allowWatchBookmarks", "sendInitialEvents", "force", "orphanDependents" ->
              "boolean";
          case "limit", "maxSilenceSeconds", "timeoutSeconds", "gracePeriodSeconds" -> "integer";
          default -> "string";
        };
    parameters
        .addObject()
        .put("name", name)
        .put("in", "query")
        .putObject("schema")
        .put("type", type);
  }

  private String objectName() {
    return OpenApiV3.schemaName(kind, kind.kind());
  }

  private String listName() {
    return OpenApiV3.schemaName(kind, kind.names().listKind());
  }
}
