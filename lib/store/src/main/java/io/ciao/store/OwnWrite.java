package io.ciao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.YamlEmitter;
import io.etcd.jetcd.ByteSequence;
import org.jspecify.annotations.Nullable;

/// An object that this process writes: the bytes that etcd gets, and the object that the writer and
/// the cache then share. Safe for many threads.
final class OwnWrite {
  private final String etcdKey;
  private final ObjectDraft draft;
  private final ByteSequence bytes;
  private final boolean fits;
  private @Nullable StoredObject made;

  /// @param fits whether the object may stand under its key, so that the cache takes it unread
  @SuppressWarnings("ReferenceEquality") // a sealing returns the same tree where it hides nothing
  OwnWrite(ResourceKey key, StoredForm form, Indexer indexer, Sealing sealing, boolean fits) {
    ObjectNode sealed = sealing.seal(key, form.root());
    this.etcdKey = key.etcdKey();
    this.draft = ObjectDraft.of(key, form, indexer);
    this.bytes = ByteSequence.from(sealed == form.root() ? form.yaml() : YamlEmitter.emit(sealed));
    this.fits = fits;
  }

  String etcdKey() {
    return etcdKey;
  }

  ByteSequence bytes() {
    return bytes;
  }

  boolean fits() {
    return fits;
  }

  String uid() {
    return draft.uid();
  }

  /// The object as committed; the same one for everybody who asks.
  synchronized StoredObject at(long version) {
    StoredObject known = made;
    if (known == null || known.version() != version) {
      known = draft.at(version);
      made = known;
    }
    return known;
  }
}
