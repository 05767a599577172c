package io.ciao.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.store.StoredKinds.StoredKind;
import io.etcd.jetcd.ByteSequence;
import java.util.Objects;
import java.util.Optional;

/// Makes objects of what etcd holds, or says why it cannot; opens what is sealed.
final class ValueDecoder {
  private static final String BY_HAND =
      "put by hand: it has no metadata.uid; an apiserver takes it in within seconds, or says why"
          + " not in an Event";

  private final StoredKinds kinds;
  private final Indexer indexer;
  private final OwnWrites own;

  ValueDecoder(StoredKinds kinds, Indexer indexer, OwnWrites own) {
    this.kinds = kinds;
    this.indexer = indexer;
    this.own = own;
  }

  /// What a stored value is.
  sealed interface Decoded {}

  /// An object that is served.
  record Good(StoredObject object) implements Decoded {}

  /// A value that stays out of the cache.
  ///
  /// @param byHand whether all that it lacks is a uid: somebody put it past the apiserver
  record Bad(String reason, boolean byHand) implements Decoded {}

  /// What the watch brought: our own write as we made it, anything else as [#decode] reads it.
  Decoded arrived(String etcdKey, ByteSequence value, long restores, long modRevision) {
    Optional<OwnWrite> written = own.take(etcdKey, value);
    if (written.isEmpty()) {
      return decode(etcdKey, value.getBytes(), restores, modRevision);
    }
    ResourceKey key = ResourceKey.of(etcdKey);
    StoredObject object = written.get().at(ResourceVersions.ofObject(restores, modRevision, key));
    assert reads(object, decode(etcdKey, value.getBytes(), restores, modRevision));
    return new Good(object);
  }

  /// Whether a value reads as the object that was written; asked in every test run.
  private static boolean reads(StoredObject written, Decoded read) {
    return read instanceof Good(StoredObject object)
        && object.equals(written)
        && object.tree().equals(written.tree())
        && object.labels().equals(written.labels())
        && object.index().equals(written.index())
        && object.uid().equals(written.uid());
  }

  /// The object that somebody put under the key past the apiserver; empty if it is something else.
  Optional<ObjectNode> byHand(ResourceKey key, byte[] value) {
    try {
      ObjectNode tree = ObjectReader.readStored(value);
      return isByHand(tree) && problem(key, tree).isEmpty() ? Optional.of(tree) : Optional.empty();
    } catch (UnreadableObjectException e) {
      return Optional.empty();
    }
  }

  /// A write of our own, not yet sent.
  OwnWrite prepare(ResourceKey key, StoredForm form) {
    boolean fits = !isByHand(form.root()) && problem(key, form.root()).isEmpty();
    return new OwnWrite(key, form, indexer, kinds.sealing(), fits);
  }

  Decoded decode(String etcdKey, byte[] value, long restores, long modRevision) {
    Optional<ResourceKey> key = ResourceKey.parse(etcdKey);
    if (key.isEmpty()) {
      return new Bad(
          "the key is not /ciao/<resource>/[<namespace>/]<name>; remove it with etcdctl", false);
    }
    return decode(key.get(), value, ResourceVersions.ofObject(restores, modRevision, key.get()));
  }

  private Decoded decode(ResourceKey key, byte[] value, long version) {
    ObjectNode tree;
    try {
      tree = ObjectReader.readStored(value);
    } catch (UnreadableObjectException e) {
      return new Bad("the value cannot be read: " + e.getMessage(), false);
    }
    Optional<String> problem = problem(key, tree);
    if (problem.isPresent()) {
      return new Bad(problem.get(), false);
    }
    if (isByHand(tree)) {
      return new Bad(BY_HAND, true);
    }
    try {
      ObjectNode open = kinds.sealing().open(key, tree);
      return new Good(StoredObject.of(key, version, open, indexer));
    } catch (Sealing.SealedException e) {
      return new Bad(String.valueOf(e.getMessage()), false);
    }
  }

  private static boolean isByHand(ObjectNode tree) {
    return tree.path("metadata").path("uid").asText("").isEmpty();
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
        .or(() -> mismatch("metadata.namespace", metadata.path("namespace"), namespace));
  }

  private static Optional<String> mismatch(String field, JsonNode found, String wanted) {
    String text = found.isTextual() ? found.textValue() : found.asText("");
    boolean same = (found.isTextual() || found.isMissingNode()) && text.equals(wanted);
    return same
        ? Optional.empty()
        : Optional.of(field + " is \"" + text + "\", the key wants \"" + wanted + "\"");
  }
}
