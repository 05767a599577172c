package io.ciao.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// One version of an object, immutable.
///
/// Kept as JSON bytes with `metadata.resourceVersion` put in, beside the few fields that lists,
/// watches and selectors need without parsing.
public final class StoredObject {
  private final ResourceKey key;
  private final long version;
  private final byte[] json;
  private final String uid;
  private final long generation;
  private final boolean deleting;
  private final Map<String, String> labels;
  private final Map<String, List<String>> index;

  private StoredObject(
      ResourceKey key, long version, ObjectNode tree, Map<String, List<String>> index) {
    this.key = key;
    this.version = version;
    this.index = index;
    ObjectNode metadata = tree.withObjectProperty("metadata");
    metadata.put("resourceVersion", Long.toString(version));
    this.uid = metadata.path("uid").asText("");
    this.generation = metadata.path("generation").asLong(0);
    this.deleting = metadata.hasNonNull("deletionTimestamp");
    this.labels = labels(metadata.path("labels"));
    this.json = Json.write(tree);
  }

  /// An object at a version. The tree becomes the store's: the caller hands it over.
  static StoredObject of(ResourceKey key, long version, ObjectNode tree, Indexer indexer) {
    return new StoredObject(key, version, tree, Map.copyOf(indexer.index(key.resource(), tree)));
  }

  /// The same object shown at another version, as a deletion event shows it.
  StoredObject at(long otherVersion) {
    return new StoredObject(key, otherVersion, tree(), index);
  }

  /// What it is called.
  public ResourceKey key() {
    return key;
  }

  /// Its resource version, see [ResourceVersions].
  public long version() {
    return version;
  }

  /// Its JSON in UTF-8, with `metadata.resourceVersion`. Shared: the caller must not change the
  /// array.
  public byte[] json() {
    return json;
  }

  /// A fresh copy of its tree that the caller may change, with `metadata.resourceVersion`.
  public ObjectNode tree() {
    return Json.parse(json);
  }

  /// `metadata.uid`; empty only if it has none.
  public String uid() {
    return uid;
  }

  /// `metadata.generation`, 0 if absent.
  public long generation() {
    return generation;
  }

  /// Whether `metadata.deletionTimestamp` is set.
  public boolean deleting() {
    return deleting;
  }

  /// `metadata.labels`, immutable.
  public Map<String, String> labels() {
    return labels;
  }

  /// The object's values for an indexed field; empty if it has none or the field is not indexed.
  /// `metadata.name` and `metadata.namespace` are always indexed.
  public List<String> index(String field) {
    return switch (field) {
      case "metadata.name" -> List.of(key.name());
      case "metadata.namespace" -> key.namespace() == null ? List.of() : List.of(key.namespace());
      default -> index.getOrDefault(field, List.of());
    };
  }

  /// All values by indexed field, without those that the key gives.
  Map<String, List<String>> index() {
    return index;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredObject that && key.equals(that.key) && version == that.version;
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, version);
  }

  /// `instances/team-a/web@4711`, as messages name it.
  @Override
  public String toString() {
    return key + "@" + version;
  }

  private static Map<String, String> labels(JsonNode node) {
    if (node.isEmpty()) {
      return Map.of();
    }
    Map<String, String> labels = new TreeMap<>();
    node.properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return Map.copyOf(labels);
  }
}
