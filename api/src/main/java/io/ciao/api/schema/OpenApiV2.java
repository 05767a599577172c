package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.ciao.api.codec.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The OpenAPI 2 ("Swagger") document of all kinds, as `/openapi/v2` serves it: what older kubectl
/// and Argo CD (in protobuf, see [OpenApiV2Protobuf]) and Terraform (in JSON) read. Made of the
/// OpenAPI 3 documents.
public final class OpenApiV2 {
  private static final String V3_REFERENCE = "#/components/schemas/";
  private static final String V2_REFERENCE = "#/definitions/";
  private static final Set<String> UNKNOWN_IN_V2 =
      Set.of("nullable", "oneOf", "anyOf", "not", "allOf");
  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

  private final ObjectNode paths = Json.object();
  private final ObjectNode definitions = Json.object();

  private OpenApiV2() {}

  /// A new document, the caller's own.
  public static ObjectNode document(KindRegistry kinds) {
    var made = new OpenApiV2();
    for (var groupVersion : kinds.groupVersions()) {
      made.add(OpenApiV3.document(groupVersion, kinds.kinds()));
    }
    var document = Json.object().put("swagger", "2.0");
    document.putObject("info").put("title", "ciao").put("version", "v1");
    document.set("paths", made.paths);
    document.set("definitions", made.definitions);
    return document;
  }

  private void add(ObjectNode v3) {
    for (var path : v3.path("paths").properties()) {
      paths.set(path.getKey(), pathItem(path.getValue()));
    }
    for (var schema : v3.at("/components/schemas").properties()) {
      definitions.set(schema.getKey(), schema(schema.getValue()));
    }
  }

  private static ObjectNode pathItem(JsonNode v3) {
    var item = Json.object();
    if (v3.has("parameters")) {
      item.set("parameters", parameters(v3.path("parameters")));
    }
    for (var method : METHODS) {
      if (v3.get(method) instanceof ObjectNode operation) {
        item.set(method, operation(operation));
      }
    }
    return item;
  }

  private static ObjectNode operation(ObjectNode v3) {
    var operation = Json.object();
    var parameters = parameters(v3.path("parameters"));
    var content = v3.path("requestBody").path("content");
    if (!content.isEmpty()) {
      var consumes = operation.putArray("consumes");
      content.fieldNames().forEachRemaining(consumes::add);
      parameters
          .addObject()
          .put("name", "body")
          .put("in", "body")
          .put("required", v3.path("requestBody").path("required").asBoolean())
          .set("schema", schema(content.iterator().next().path("schema")));
    }
    operation.putArray("produces").add("application/json");
    operation.set("parameters", parameters);
    var responses = operation.putObject("responses");
    for (var response : v3.path("responses").properties()) {
      var answer = responses.putObject(response.getKey());
      answer.put("description", response.getValue().path("description").asText());
      var schema = response.getValue().at("/content/application~1json/schema");
      if (schema.isObject()) {
        answer.set("schema", schema(schema));
      }
    }
    extensions(v3, operation);
    return operation;
  }

  private static ArrayNode parameters(JsonNode v3) {
    var parameters = Json.array();
    for (var parameter : v3) {
      var plain = (ObjectNode) parameter.deepCopy();
      plain.put("type", plain.path("schema").path("type").asText("string"));
      plain.put("uniqueItems", true);
      plain.remove("schema");
      parameters.add(plain);
    }
    return parameters;
  }

  private static ObjectNode schema(JsonNode v3) {
    var schema = Json.object();
    for (var field : v3.properties()) {
      var name = field.getKey();
      if (!UNKNOWN_IN_V2.contains(name) && !name.startsWith("x-ciao-")) {
        schema.set(name, keyword(name, field.getValue()));
      }
    }
    var all = v3.path("allOf");
    if (all.size() == 1) {
      // The one use of allOf: a reference beside a description.
      schema.setAll(schema(all.get(0)));
      schema.remove("type");
    }
    if (v3.path("format").asText().equals("int-or-string")) {
      schema.put("type", "string");
    }
    return schema;
  }

  private static JsonNode keyword(String name, JsonNode value) {
    return switch (name) {
      case "$ref" -> TextNode.valueOf(value.asText().replace(V3_REFERENCE, V2_REFERENCE));
      case "items", "additionalProperties" -> value.isObject() ? schema(value) : value;
      case "properties" -> {
        var properties = Json.object();
        for (Map.Entry<String, JsonNode> property : value.properties()) {
          properties.set(property.getKey(), schema(property.getValue()));
        }
        yield properties;
      }
      default -> value.deepCopy();
    };
  }

  private static void extensions(ObjectNode from, ObjectNode to) {
    for (var field : from.properties()) {
      if (field.getKey().startsWith("x-kubernetes-")) {
        to.set(field.getKey(), field.getValue().deepCopy());
      }
    }
  }
}
