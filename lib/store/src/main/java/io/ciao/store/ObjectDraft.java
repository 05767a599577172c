package io.ciao.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// An object that has everything but its version, which only the commit tells: its JSON with a gap,
/// and what lists, watches and selectors need to know of it. Immutable.
final class ObjectDraft {
  private static final byte[] METADATA = ascii("\"metadata\":{");
  private static final byte[] VERSION = ascii("\"resourceVersion\":\"");

  private final ResourceKey key;
  private final byte[] json;
  private final int gap;
  private final Facts facts;

  /// What is known of an object without parsing it.
  record Facts(
      String uid,
      long generation,
      boolean deleting,
      Map<String, String> labels,
      Map<String, List<String>> index) {}

  private ObjectDraft(ResourceKey key, byte[] json, Facts facts) {
    this.key = key;
    this.facts = facts;
    this.json = json;
    this.gap = gap(json);
  }

  /// A draft of an object that is written.
  static ObjectDraft of(ResourceKey key, StoredForm form, Indexer indexer) {
    return new ObjectDraft(key, form.json(), facts(key, form.root(), indexer));
  }

  /// A draft of an object that was read.
  ///
  /// @param root the tree as [#root] makes it; read completely
  static ObjectDraft of(ResourceKey key, ObjectNode root, Indexer indexer) {
    return new ObjectDraft(key, Json.write(root), facts(key, root, indexer));
  }

  private static Facts facts(ResourceKey key, ObjectNode root, Indexer indexer) {
    JsonNode metadata = root.path("metadata");
    return new Facts(
        metadata.path("uid").asText(""),
        metadata.path("generation").asLong(0),
        metadata.hasNonNull("deletionTimestamp"),
        labels(metadata.path("labels")),
        Map.copyOf(indexer.index(key.resource(), root)));
  }

  /// The object at a version.
  StoredObject at(long version) {
    return new StoredObject(key, version, filled(json, gap, gap, version), gap, facts);
  }

  String uid() {
    return facts.uid();
  }

  /// JSON whose gap shows another version.
  ///
  /// @param gap where the version's field begins
  static byte[] withVersion(byte[] json, int gap, long version) {
    int from = gap + VERSION.length;
    while (json[from] != '"') {
      from++;
    }
    int rest = from + 1;
    return filled(json, gap, json[rest] == ',' ? rest + 1 : rest, version);
  }

  private static byte[] filled(byte[] json, int gap, int rest, long version) {
    byte[] digits = ascii(Long.toString(version));
    boolean last = json[rest] == '}';
    int length = VERSION.length + digits.length + (last ? 1 : 2);
    byte[] filled = new byte[gap + length + json.length - rest];
    System.arraycopy(json, 0, filled, 0, gap);
    int at = gap;
    System.arraycopy(VERSION, 0, filled, at, VERSION.length);
    at += VERSION.length;
    System.arraycopy(digits, 0, filled, at, digits.length);
    at += digits.length;
    filled[at++] = '"';
    if (!last) {
      filled[at++] = ',';
    }
    System.arraycopy(json, rest, filled, at, json.length - rest);
    return filled;
  }

  /// The tree as it is stored, without `metadata.resourceVersion`: a copy of the outermost levels,
  /// which shares the others. `apiVersion`, `kind` and `metadata` come first, so that the first
  /// `"metadata":{` of the JSON is the object's own.
  static ObjectNode root(ObjectNode tree) {
    ObjectNode root = Json.object();
    for (String field : new String[] {"apiVersion", "kind"}) {
      JsonNode value = tree.path(field);
      if (value.isValueNode()) {
        root.set(field, value);
      }
    }
    ObjectNode metadata = root.putObject("metadata");
    if (tree.get("metadata") instanceof ObjectNode own) {
      metadata.setAll(own);
      metadata.remove("resourceVersion");
    }
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      if (!root.has(field.getKey())) {
        root.set(field.getKey(), field.getValue());
      }
    }
    return root;
  }

  /// Where the version's field goes. Before `metadata` come only two texts, see [#root], and in a
  /// text every quote has a backslash before it: the bytes looked for can only be the field.
  private static int gap(byte[] json) {
    int at = 1;
    while (!startsWith(json, at)) {
      at++;
    }
    return at + METADATA.length;
  }

  private static boolean startsWith(byte[] json, int at) {
    for (int i = 0; i < METADATA.length; i++) {
      if (json[at + i] != METADATA[i]) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, String> labels(JsonNode node) {
    if (node.isEmpty()) {
      return Map.of();
    }
    Map<String, String> labels = new TreeMap<>();
    node.properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return Map.copyOf(labels);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
