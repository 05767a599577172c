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

  /// Reads the tree completely: the caller may change it afterwards.
  ///
  /// @param fits whether the object may stand under its key, so that the cache takes it unread
  /// @throws IllegalArgumentException if the tree has no stored form
  OwnWrite(ResourceKey key, ObjectNode tree, Indexer indexer, Sealing sealing, boolean fits) {
    ObjectNode root = ObjectDraft.root(tree);
    this.etcdKey = key.etcdKey();
    this.draft = ObjectDraft.of(key, root, indexer);
    this.bytes = ByteSequence.from(YamlEmitter.emit(sealing.seal(key, root)));
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
