package io.ciao.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The document in JSON, and the same in protobuf, read back field by field.
class OpenApiV2Test {
  private static final ObjectNode DOCUMENT = OpenApiV2.document(KindRegistry.load());

  @Test
  void everyReferenceLeadsSomewhere() {
    var references = new TreeSet<String>();
    collect(DOCUMENT, references);

    assertThat(references).isNotEmpty();
    for (var reference : references) {
      var name = reference.substring("#/definitions/".length());
      assertThat(DOCUMENT.path("definitions").has(name)).as(reference).isTrue();
    }
  }

  private static void collect(JsonNode node, TreeSet<String> references) {
    if (node.path("$ref").isTextual()) {
      references.add(node.path("$ref").asText());
    }
    node.forEach(child -> collect(child, references));
  }

  @Test
  void nothingIsLeftThatVersionTwoDoesNotKnow() {
    var text = Json.writeText(DOCUMENT);

    assertThat(text).doesNotContain("#/components", "\"allOf\"", "\"oneOf\"", "\"nullable\"");
    assertThat(text).doesNotContain("x-ciao-");
  }

  @Test
  void hasWhatToolsLookFor() {
    var definitions = DOCUMENT.path("definitions");
    assertThat(definitions.has("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")).isTrue();
    assertThat(definitions.has("io.k8s.api.coordination.v1.Lease")).isTrue();
    var instance = definitions.path("io.ciao.v1.Instance");
    assertThat(instance.at("/properties/metadata/$ref").asText())
        .isEqualTo("#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
    assertThat(instance.at("/x-kubernetes-group-version-kind/0/kind").asText())
        .isEqualTo("Instance");
    var memory = instance.at("/properties/spec/properties/resources/properties/memory");
    assertThat(memory.path("$ref").asText()).endsWith("intstr.IntOrString");
    var patch = DOCUMENT.path("paths").path("/api/v1/namespaces/{namespace}/secrets/{name}");
    assertThat(patch.at("/patch/parameters").findValuesAsText("name"))
        .contains("dryRun", "fieldValidation", "force", "body");
    assertThat(patch.at("/patch/consumes").toString()).contains("strategic", "apply-patch");
  }

  @Test
  void protobufSaysTheSame() {
    var document = new Message(OpenApiV2Protobuf.encode(DOCUMENT));

    assertThat(document.text(1)).isEqualTo("2.0");
    assertThat(document.message(2).text(1)).isEqualTo("ciao");
    var definitions = new LinkedHashMap<String, Message>();
    for (var named : document.message(9).messages(1)) {
      definitions.put(named.text(1), named.message(2));
    }
    var paths = new LinkedHashMap<String, Message>();
    for (var named : document.message(8).messages(2)) {
      paths.put(named.text(1), named.message(2));
    }
    assertThat(definitions.keySet()).isEqualTo(names(DOCUMENT.path("definitions")));
    assertThat(paths.keySet()).isEqualTo(names(DOCUMENT.path("paths")));
    for (var definition : definitions.entrySet()) {
      same(
          definition.getKey(),
          DOCUMENT.path("definitions").path(definition.getKey()),
          definition.getValue());
    }
    var patch = paths.get("/apis/ciao.io/v1/namespaces/{namespace}/instances/{name}").message(8);
    var query =
        patch.messages(8).stream()
            .flatMap(item -> item.message(1).messages(2).stream())
            .flatMap(plain -> plain.messages(3).stream())
            .map(parameter -> parameter.text(4))
            .toList();
    assertThat(query).contains("dryRun", "fieldValidation");
    assertThat(patch.messages(13).stream().map(named -> named.text(1)))
        .contains("x-kubernetes-group-version-kind");
  }

  private static java.util.Set<String> names(JsonNode map) {
    var names = new java.util.LinkedHashSet<String>();
    map.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /// Type, reference, description and properties agree, all the way down.
  private static void same(String at, JsonNode json, Message message) {
    assertThat(message.text(1)).as(at).isEqualTo(json.path("$ref").asText());
    assertThat(message.text(4)).as(at).isEqualTo(json.path("description").asText());
    assertThat(message.has(22) ? message.message(22).text(1) : "")
        .as(at)
        .isEqualTo(json.path("type").asText());
    var properties = json.path("properties");
    var named = message.has(25) ? message.message(25).messages(1) : List.<Message>of();
    assertThat(named).as(at).hasSize(properties.size());
    for (var property : named) {
      var name = property.text(1);
      assertThat(properties.has(name)).as(at + "." + name).isTrue();
      same(at + "." + name, properties.path(name), property.message(2));
    }
    if (json.has("items")) {
      same(at + "[]", json.path("items"), message.message(23).message(1));
    }
    if (json.path("additionalProperties").isObject()) {
      same(at + "{}", json.path("additionalProperties"), message.message(21).message(1));
    }
  }

  /// A protobuf message taken apart, written for this test alone.
  private static final class Message {
    private final Map<Integer, List<byte[]>> fields = new LinkedHashMap<>();

    Message(byte[] bytes) {
      var in = new ByteArrayInputStream(bytes);
      while (in.available() > 0) {
        var tag = varint(in);
        var field = (int) (tag >> 3);
        var value =
            switch ((int) (tag & 7)) {
              case 0 -> Long.toString(varint(in)).getBytes(StandardCharsets.UTF_8);
              case 1 -> read(in, 8);
              case 2 -> read(in, (int) varint(in));
              default -> throw new IllegalStateException("wire type " + (tag & 7));
            };
        fields.computeIfAbsent(field, _ -> new ArrayList<>()).add(value);
      }
    }

    private static byte[] read(ByteArrayInputStream in, int length) {
      var bytes = new byte[length];
      var count = length == 0 ? 0 : in.read(bytes, 0, length);
      assertThat(count).isEqualTo(length);
      return bytes;
    }

    private static long varint(ByteArrayInputStream in) {
      var value = 0L;
      for (var shift = 0; ; shift += 7) {
        var next = in.read();
        value |= (long) (next & 0x7f) << shift;
        if (next < 0x80) {
          return value;
        }
      }
    }

    boolean has(int field) {
      return fields.containsKey(field);
    }

    String text(int field) {
      var values = fields.get(field);
      return values == null ? "" : new String(values.getFirst(), StandardCharsets.UTF_8);
    }

    Message message(int field) {
      return messages(field).getFirst();
    }

    List<Message> messages(int field) {
      return fields.getOrDefault(field, List.of()).stream().map(Message::new).toList();
    }
  }
}
