package io.ciao.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.store.StoredKinds.StoredKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Kinds and objects that the store's tests use.
public final class Samples {
  /// Two namespaced kinds and two that are not.
  public static final StoredKinds KINDS =
      resource ->
          switch (resource) {
            case "instances" -> Optional.of(new StoredKind("ciao.io/v1", "Instance", true));
            case "concentrators" -> Optional.of(new StoredKind("ciao.io/v1", "Concentrator", true));
            case "tenants" -> Optional.of(new StoredKind("ciao.io/v1", "Tenant", false));
            case "nodes" -> Optional.of(new StoredKind("ciao.io/v1", "Node", false));
            default -> Optional.empty();
          };

  /// `spec.node` of instances, `spec.nodeNames` of concentrators.
  public static final Indexer INDEXER =
      new Indexer() {
        @Override
        public Set<String> fields(String resource) {
          return switch (resource) {
            case "instances" -> Set.of("spec.node");
            case "concentrators" -> Set.of("spec.nodeNames");
            default -> Set.of();
          };
        }

        @Override
        public Map<String, List<String>> index(String resource, ObjectNode tree) {
          return fields(resource).stream()
              .collect(
                  Collectors.toMap(
                      field -> field, field -> texts(tree.at("/" + field.replace('.', '/')))));
        }
      };

  private Samples() {}

  /// A decoder for a cache that nobody of this process writes to.
  static ValueDecoder decoder() {
    return new ValueDecoder(KINDS, INDEXER, new OwnWrites(System::nanoTime, new StoreCounters()));
  }

  /// The key of an instance.
  public static ResourceKey instanceKey(String namespace, String name) {
    return ResourceKey.namespaced("instances", namespace, name);
  }

  /// An object fit for its key, with a new uid and a counter of 0.
  public static ObjectNode object(ResourceKey key) {
    StoredKind kind = KINDS.kind(key.resource()).orElseThrow();
    ObjectNode tree = Json.object();
    tree.put("apiVersion", kind.apiVersion());
    tree.put("kind", kind.kind());
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("name", key.name());
    if (key.namespace() != null) {
      metadata.put("namespace", key.namespace());
    }
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("generation", 1);
    tree.putObject("spec").put("count", 0);
    return tree;
  }

  /// The same object with another counter.
  public static ObjectNode counted(ObjectNode object, long count) {
    ObjectNode tree = object.deepCopy();
    tree.withObjectProperty("spec").put("count", count);
    return tree;
  }

  /// What the counter says.
  public static long count(StoredObject object) {
    return object.tree().at("/spec/count").asLong(-1);
  }

  /// Keys in a namespace with different places, so that they fit into one transaction.
  public static List<ResourceKey> keysOfDifferentPlaces(String namespace, int count) {
    List<ResourceKey> keys = new ArrayList<>();
    for (int i = 0; keys.size() < count; i++) {
      ResourceKey next = instanceKey(namespace, "i" + i);
      if (keys.stream().noneMatch(key -> Transaction.placesCollide(key, next))) {
        keys.add(next);
      }
    }
    return keys;
  }

  /// Creates an object, which must succeed.
  public static StoredObject create(ResourceStore store, ResourceKey key) throws StoreException {
    return create(store, key, object(key));
  }

  /// Creates an object, which must succeed.
  public static StoredObject create(ResourceStore store, ResourceKey key, ObjectNode object)
      throws StoreException {
    return committed(store.commit(Transaction.of(new Change.Create(key, object)))).object(key);
  }

  /// Replaces an object, which must succeed.
  public static StoredObject update(ResourceStore store, StoredObject before, ObjectNode object)
      throws StoreException {
    var change = new Change.Update(before.key(), before.version(), object);
    return committed(store.commit(Transaction.of(change))).object(before.key());
  }

  /// Sets the counter of an object, which must succeed.
  public static StoredObject count(ResourceStore store, StoredObject before, long count)
      throws StoreException {
    return update(store, before, counted(before.tree(), count));
  }

  /// Removes an object, which must succeed.
  public static CommitResult.Committed delete(ResourceStore store, StoredObject object)
      throws StoreException {
    var change = new Change.Delete(object.key(), object.version());
    return committed(store.commit(Transaction.of(change)));
  }

  /// The result as a success.
  public static CommitResult.Committed committed(CommitResult result) {
    return switch (result) {
      case CommitResult.Committed committed -> committed;
      case CommitResult.Refused refused -> throw new AssertionError("refused: " + refused);
      case CommitResult.TermLost lost -> throw new AssertionError("term lost: " + lost);
    };
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isTextual()) {
      texts.add(node.textValue());
    }
    for (JsonNode item : node) {
      texts.add(item.asText());
    }
    return List.copyOf(texts);
  }
}
