package io.ciao.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.store.StoredKinds.StoredKind;
import java.util.Objects;
import java.util.Optional;

/// Makes objects of what etcd holds, or says why it cannot; opens what is sealed.
final class ValueDecoder {
  private final StoredKinds kinds;
  private final Indexer indexer;

  ValueDecoder(StoredKinds kinds, Indexer indexer) {
    this.kinds = kinds;
    this.indexer = indexer;
  }

  /// What a stored value is.
  sealed interface Decoded {}

  /// An object that is served.
  record Good(StoredObject object) implements Decoded {}

  /// A value that stays out of the cache.
  record Bad(String reason) implements Decoded {}

  Decoded decode(String etcdKey, byte[] value, long restores, long modRevision) {
    Optional<ResourceKey> key = ResourceKey.parse(etcdKey);
    if (key.isEmpty()) {
      return new Bad(
          "the key is not /ciao/<resource>/[<namespace>/]<name>; remove it with etcdctl");
    }
    return decode(key.get(), value, ResourceVersions.ofObject(restores, modRevision, key.get()));
  }

  private Decoded decode(ResourceKey key, byte[] value, long version) {
    ObjectNode tree;
    try {
      tree = ObjectReader.readStored(value);
    } catch (UnreadableObjectException e) {
      return new Bad("the value cannot be read: " + e.getMessage());
    }
    Optional<String> problem = problem(key, tree);
    if (problem.isPresent()) {
      return new Bad(problem.get());
    }
    try {
      ObjectNode open = kinds.sealing().open(key, tree);
      return new Good(StoredObject.of(key, version, open, indexer));
    } catch (Sealing.SealedException e) {
      return new Bad(String.valueOf(e.getMessage()));
    }
  }

  /// The tree of an object as its value says it.
  ObjectNode sealed(ResourceKey key, ObjectNode tree) {
    return kinds.sealing().seal(key, tree);
  }

  /// Why the object may not stand under the key.
  private Optional<String> problem(ResourceKey key, ObjectNode tree) {
    StoredKind kind = kinds.kind(key.resource()).orElse(null);
    if (kind == null) {
      return Optional.of("no kind is stored as " + key.resource() + "; remove it with etcdctl");
    }
    if (kind.namespaced() != (key.namespace() != null)) {
      return Optional.of(
          kind.namespaced()
              ? "the key lacks a namespace, which every " + kind.kind() + " has"
              : "the key has a namespace, which no " + kind.kind() + " has");
    }
    return mismatch("apiVersion", tree.path("apiVersion"), kind.apiVersion())
        .or(() -> mismatch("kind", tree.path("kind"), kind.kind()))
        .or(() -> metadataProblem(key, tree.path("metadata")));
  }

  private static Optional<String> metadataProblem(ResourceKey key, JsonNode metadata) {
    String namespace = Objects.requireNonNullElse(key.namespace(), "");
    return mismatch("metadata.name", metadata.path("name"), key.name())
        .or(() -> mismatch("metadata.namespace", metadata.path("namespace"), namespace))
        .or(
            () ->
                metadata.path("uid").asText("").isEmpty()
                    ? Optional.of("put by hand: it has no metadata.uid; use ciaoctl apply instead")
                    : Optional.empty());
  }

  private static Optional<String> mismatch(String field, JsonNode found, String wanted) {
    String text = found.isTextual() ? found.textValue() : found.asText("");
    boolean same = (found.isTextual() || found.isMissingNode()) && text.equals(wanted);
    return same
        ? Optional.empty()
        : Optional.of(field + " is \"" + text + "\", the key wants \"" + wanted + "\"");
  }
}
