package io.ciao.api.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// The one reader of what people and programs write: request bodies, files, values put by hand.
///
/// What starts with `{` is JSON, everything else YAML. Both are read strictly: no duplicate keys,
/// no integers beyond 64 bits, no NaN, no half characters, within [ReadLimits]. In YAML there are
/// also no merge keys (`<<`) and no tags but the core ones (`!!str`, `!!int`, `!!float`, `!!bool`,
/// `!!null`, `!!map`, `!!seq`), and plain scalars mean what they mean to kubectl (see
/// `YamlScalars`).
///
/// Every problem is an [UnreadableObjectException] with line, column and what to do.
public final class ObjectReader {
  private ObjectReader() {}

  /// The one map that the text holds; several documents are refused.
  public static ObjectNode readOne(byte[] text) {
    return readOne(text, ReadLimits.DEFAULT);
  }

  /// As [#readOne(byte[])], with other limits.
  public static ObjectNode readOne(byte[] text, ReadLimits limits) {
    return onlyObject(documents(SourceText.decode(text, limits), limits), 1);
  }

  /// All maps that the text holds, in order: YAML documents separated by `---` (empty ones are
  /// skipped), or JSON objects one after the other. Empty if there is none.
  public static List<ObjectNode> readAll(byte[] text, ReadLimits limits) {
    var objects = new ArrayList<ObjectNode>();
    for (var document : documents(SourceText.decode(text, limits), limits)) {
      objects.add(requireObject(document));
    }
    return List.copyOf(objects);
  }

  /// A value from the store: fast if [YamlEmitter] wrote it, else as [#readOne(byte[])].
  public static ObjectNode readStored(byte[] value) {
    var text = SourceText.decode(value, ReadLimits.DEFAULT);
    var object = StoredYamlReader.tryRead(text, ReadLimits.DEFAULT);
    return object == null ? onlyObject(documents(text, ReadLimits.DEFAULT), 1) : object;
  }

  private static List<JsonNode> documents(String text, ReadLimits limits) {
    return SourceText.isJson(text)
        ? JsonTreeReader.readAll(text, limits)
        : YamlTreeReader.readAll(text, limits);
  }

  static ObjectNode onlyObject(List<JsonNode> documents, int expected) {
    if (documents.isEmpty()) {
      throw UnreadableObjectException.whole(
          "the text holds no object; write apiVersion, kind, metadata and spec");
    }
    if (documents.size() > expected) {
      throw UnreadableObjectException.whole(
          "the text holds %d objects, one is wanted; send them one by one"
              .formatted(documents.size()));
    }
    return requireObject(documents.getFirst());
  }

  private static ObjectNode requireObject(JsonNode document) {
    if (document instanceof ObjectNode object) {
      return object;
    }
    throw UnreadableObjectException.whole(
        "the text holds %s, an object is wanted; write apiVersion, kind, metadata and spec"
            .formatted(describe(document)));
  }

  static String describe(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "a map";
      case STRING -> "only text";
      case NUMBER -> "only a number";
      case BOOLEAN -> "only a boolean";
      case NULL, MISSING, POJO, BINARY -> "nothing";
    };
  }
}
