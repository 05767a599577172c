package io.ciao.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One version of an object, immutable.
///
/// Kept as JSON bytes with `metadata.resourceVersion` put in, beside the few fields that lists,
/// watches and selectors need without parsing.
public final class StoredObject {
  private final ResourceKey key;
  private final long version;
  private final byte[] json;
  private final int gap;
  private final ObjectDraft.Facts facts;

  /// Only of objects that are looked at again and again; may be forgotten at any time.
  private volatile @Nullable SoftReference<JsonNode> view;

  /// @param gap where in the JSON the version's field begins
  StoredObject(ResourceKey key, long version, byte[] json, int gap, ObjectDraft.Facts facts) {
    this.key = key;
    this.version = version;
    this.json = json;
    this.gap = gap;
    this.facts = facts;
  }

  /// An object at a version.
  static StoredObject of(ResourceKey key, long version, ObjectNode tree, Indexer indexer) {
    return ObjectDraft.of(key, ObjectDraft.root(tree), indexer).at(version);
  }

  /// The same object shown at another version, as a deletion event shows it.
  StoredObject at(long otherVersion) {
    byte[] other = ObjectDraft.withVersion(json, gap, otherVersion);
    return new StoredObject(key, otherVersion, other, gap, facts);
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

  /// Its tree to look at, shared and kept while memory lasts: nobody may change it. For what many
  /// requests look at, such as a tenant or a workload; [#tree] is for everything else.
  public JsonNode view() {
    SoftReference<JsonNode> known = view;
    JsonNode tree = known == null ? null : known.get();
    if (tree == null) {
      tree = tree();
      view = new SoftReference<>(tree);
    }
    return tree;
  }

  /// `metadata.uid`; empty only if it has none.
  public String uid() {
    return facts.uid();
  }

  /// `metadata.generation`, 0 if absent.
  public long generation() {
    return facts.generation();
  }

  /// Whether `metadata.deletionTimestamp` is set.
  public boolean deleting() {
    return facts.deleting();
  }

  /// `metadata.labels`, immutable.
  public Map<String, String> labels() {
    return facts.labels();
  }

  /// The object's values for an indexed field; empty if it has none or the field is not indexed.
  /// `metadata.name` and `metadata.namespace` are always indexed.
  public List<String> index(String field) {
    return switch (field) {
      case "metadata.name" -> List.of(key.name());
      case "metadata.namespace" -> key.namespace() == null ? List.of() : List.of(key.namespace());
      default -> facts.index().getOrDefault(field, List.of());
    };
  }

  /// All values by indexed field, without those that the key gives.
  Map<String, List<String>> index() {
    return facts.index();
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
}
