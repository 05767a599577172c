package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.Json;

/// Writes an OpenAPI 2 document as the protobuf message `openapi.v2.Document` (gnostic), in the
/// fields that [OpenApiV2] uses. The numbers are those of its published message definition.
public final class OpenApiV2Protobuf {
  private OpenApiV2Protobuf() {}

  /// The message's bytes.
  ///
  /// @param document as [OpenApiV2#document] makes it
  public static byte[] encode(JsonNode document) {
    var info = document.path("info");
    var paths = new ProtobufWriter();
    for (var path : document.path("paths").properties()) {
      paths.message(2, named(path.getKey(), pathItem(path.getValue())));
    }
    return new ProtobufWriter()
        .text(1, document.path("swagger").asText())
        .message(
            2,
            new ProtobufWriter()
                .text(1, info.path("title").asText())
                .text(2, info.path("version").asText()))
        .message(8, paths)
        .message(9, schemas(document.path("definitions")))
        .toBytes();
  }

  private static ProtobufWriter pathItem(JsonNode item) {
    var out = new ProtobufWriter();
    operation(out, 2, item.path("get"));
    operation(out, 3, item.path("put"));
    operation(out, 4, item.path("post"));
    operation(out, 5, item.path("delete"));
    operation(out, 8, item.path("patch"));
    item.path("parameters").forEach(parameter -> out.message(9, parameter(parameter)));
    return out;
  }

  private static void operation(ProtobufWriter item, int field, JsonNode operation) {
    if (!operation.isObject()) {
      return;
    }
    var out = new ProtobufWriter();
    operation.path("produces").forEach(type -> out.text(6, type.asText()));
    operation.path("consumes").forEach(type -> out.text(7, type.asText()));
    operation.path("parameters").forEach(parameter -> out.message(8, parameter(parameter)));
    var responses = new ProtobufWriter();
    for (var response : operation.path("responses").properties()) {
      var answer = new ProtobufWriter().text(1, response.getValue().path("description").asText());
      var schema = response.getValue().path("schema");
      if (schema.isObject()) {
        answer.message(2, new ProtobufWriter().message(1, schema(schema)));
      }
      responses.message(1, named(response.getKey(), new ProtobufWriter().message(1, answer)));
    }
    out.message(9, responses);
    extensions(out, 13, operation);
    item.message(field, out);
  }

  /// A `ParametersItem`.
  private static ProtobufWriter parameter(JsonNode parameter) {
    var type = parameter.path("type").asText();
    var out = new ProtobufWriter();
    switch (parameter.path("in").asText()) {
      case "body" -> out.message(1, body(parameter));
      case "query" ->
          out.message(
              2, new ProtobufWriter().message(3, plain(parameter).text(6, type).flag(20, true)));
      default ->
          out.message(
              2, new ProtobufWriter().message(4, plain(parameter).text(5, type).flag(19, true)));
    }
    return new ProtobufWriter().message(1, out);
  }

  private static ProtobufWriter body(JsonNode parameter) {
    return new ProtobufWriter()
        .text(1, parameter.path("description").asText())
        .text(2, parameter.path("name").asText())
        .text(3, parameter.path("in").asText())
        .flag(4, parameter.path("required").asBoolean())
        .message(5, schema(parameter.path("schema")));
  }

  private static ProtobufWriter plain(JsonNode parameter) {
    return new ProtobufWriter()
        .flag(1, parameter.path("required").asBoolean())
        .text(2, parameter.path("in").asText())
        .text(3, parameter.path("description").asText())
        .text(4, parameter.path("name").asText());
  }

  /// `Definitions` or `Properties`: both are lists of named schemas.
  private static ProtobufWriter schemas(JsonNode schemas) {
    var out = new ProtobufWriter();
    for (var schema : schemas.properties()) {
      out.message(1, named(schema.getKey(), schema(schema.getValue())));
    }
    return out;
  }

  private static ProtobufWriter schema(JsonNode schema) {
    var out =
        new ProtobufWriter()
            .text(1, schema.path("$ref").asText())
            .text(2, schema.path("format").asText())
            .text(4, schema.path("description").asText());
    if (schema.has("default")) {
      out.message(5, any(schema.path("default")));
    }
    out.real(7, schema.path("maximum").asDouble())
        .real(9, schema.path("minimum").asDouble())
        .number(11, schema.path("maxLength").asLong())
        .number(12, schema.path("minLength").asLong())
        .text(13, schema.path("pattern").asText())
        .number(14, schema.path("maxItems").asLong())
        .number(15, schema.path("minItems").asLong());
    schema.path("required").forEach(name -> out.text(19, name.asText()));
    schema.path("enum").forEach(value -> out.message(20, any(value)));
    if (schema.path("additionalProperties").isObject()) {
      out.message(21, new ProtobufWriter().message(1, schema(schema.path("additionalProperties"))));
    }
    if (schema.has("type")) {
      out.message(22, new ProtobufWriter().text(1, schema.path("type").asText()));
    }
    if (schema.has("items")) {
      out.message(23, new ProtobufWriter().message(1, schema(schema.path("items"))));
    }
    if (schema.has("properties")) {
      out.message(25, schemas(schema.path("properties")));
    }
    extensions(out, 31, schema);
    return out;
  }

  private static void extensions(ProtobufWriter out, int field, JsonNode from) {
    for (var entry : from.properties()) {
      if (entry.getKey().startsWith("x-")) {
        out.message(field, named(entry.getKey(), any(entry.getValue())));
      }
    }
  }

  /// JSON is YAML, so that it may stand where the message wants YAML.
  private static ProtobufWriter any(JsonNode value) {
    return new ProtobufWriter().text(2, Json.writeText(value));
  }

  /// Every "named" message has the name in 1 and the value in 2.
  private static ProtobufWriter named(String name, ProtobufWriter value) {
    return new ProtobufWriter().text(1, name).message(2, value);
  }
}
