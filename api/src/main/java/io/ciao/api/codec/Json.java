package io.ciao.api.codec;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/// JSON and records: the one configured mapper of the project.
///
/// Records are mapped by their components alone (methods named `isX` or `getX` are not fields),
/// null components are left out, fields that a record does not know are ignored (an older program
/// reads what a newer one wrote), instants are ISO-8601 text. Every tree that comes from here has
/// canonical numbers.
///
/// Safe for many threads.
public final class Json {
  /// Made when the first tree is written or the first record read: a program that only reads trees
  /// starts without it.
  private static final class Mapper {
    /// The library's own choice keeps buffers by thread: garbage of every short virtual thread, and
    /// 24 KiB of every long one.
    private static final JsonFactory FACTORY =
        JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedBoundedPool()).build();

    static final ObjectMapper INSTANCE =
        JsonMapper.builder(FACTORY)
            .nodeFactory(CanonicalNodes.INSTANCE)
            .addModule(instants())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .visibility(PropertyAccessor.GETTER, JsonAutoDetect.Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
            .visibility(PropertyAccessor.SETTER, JsonAutoDetect.Visibility.NONE)
            .build();
  }

  private Json() {}

  /// A new empty map whose numbers become canonical as they are put.
  public static ObjectNode object() {
    return CanonicalNodes.INSTANCE.objectNode();
  }

  /// A new empty list whose numbers become canonical as they are added.
  public static ArrayNode array() {
    return CanonicalNodes.INSTANCE.arrayNode();
  }

  /// The one map that this JSON text holds, read strictly (see [ObjectReader]).
  ///
  /// @throws UnreadableObjectException saying where and why, also for YAML text
  public static ObjectNode parse(byte[] json) {
    return parse(json, ReadLimits.DEFAULT);
  }

  /// As [#parse(byte[])], with other limits.
  public static ObjectNode parse(byte[] json, ReadLimits limits) {
    var text = SourceText.decode(json, limits);
    return ObjectReader.onlyObject(JsonTreeReader.readAll(text, limits), 1);
  }

  /// As [#parse(byte[], ReadLimits)], of text that is decoded already; its length is not judged.
  public static ObjectNode parse(String json, ReadLimits limits) {
    return ObjectReader.onlyObject(JsonTreeReader.readAll(json, limits), 1);
  }

  /// Compact JSON in UTF-8, keys in the order they have.
  public static byte[] write(JsonNode tree) {
    try {
      return Mapper.INSTANCE.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("write JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// Compact JSON as text.
  public static String writeText(JsonNode tree) {
    return new String(write(tree), StandardCharsets.UTF_8);
  }

  /// JSON for people: two spaces, one field per line, ends in a newline.
  public static String writePretty(JsonNode tree) {
    try {
      return Mapper.INSTANCE.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("write JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// The record that this tree describes.
  ///
  /// @throws IllegalArgumentException naming the field whose value the record cannot hold
  public static <T> T toRecord(JsonNode tree, Class<T> type) {
    try {
      return Mapper.INSTANCE.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "read " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }

  /// The tree of a record or map; null components are left out.
  ///
  /// @throws IllegalArgumentException if the value does not become a map
  public static ObjectNode toTree(Object value) {
    JsonNode tree = Mapper.INSTANCE.valueToTree(value);
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException(
        value.getClass().getName() + " becomes a " + tree.getNodeType() + ", not a map");
  }

  /// The tree of any value: a list, text, a number.
  public static JsonNode toNode(Object value) {
    return Mapper.INSTANCE.valueToTree(value);
  }

  private static SimpleModule instants() {
    return new SimpleModule("instants")
        .addSerializer(Instant.class, new InstantWriter())
        .addDeserializer(Instant.class, new InstantReader());
  }

  private static final class InstantWriter extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantWriter() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.toString());
    }
  }

  private static final class InstantReader extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      var text = in.getValueAsString("");
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw context.weirdStringException(
            text, Instant.class, "write a time like 2026-11-21T10:00:00Z");
      }
    }
  }
}
