package io.ciao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// One write in a [Transaction]. A tree that is handed in is the change's from then on: nobody may
/// change it; `metadata.resourceVersion` in it is not stored.
public sealed interface Change {
  /// A change of a resource.
  sealed interface ResourceChange extends Change {
    /// The resource.
    ResourceKey key();
  }

  /// A change of a key under `/ciao-sys/`.
  sealed interface SystemChange extends Change {
    /// The whole etcd key.
    String key();

    /// What must be there before.
    Expected expected();
  }

  /// Puts an object that must not exist. It carries `metadata.uid`.
  record Create(ResourceKey key, StoredForm form) implements ResourceChange {
    public Create(ResourceKey key, ObjectNode object) {
      this(key, StoredForm.of(object));
    }
  }

  /// Replaces an object that must still be at `expectedVersion`.
  record Update(ResourceKey key, long expectedVersion, StoredForm form) implements ResourceChange {
    public Update(ResourceKey key, long expectedVersion, ObjectNode object) {
      this(key, expectedVersion, StoredForm.of(object));
    }
  }

  /// Removes an object that must still be at `expectedVersion`.
  record Delete(ResourceKey key, long expectedVersion) implements ResourceChange {}

  /// Puts a text under `/ciao-sys/`.
  record PutSystem(String key, String value, Expected expected) implements SystemChange {}

  /// Removes a key under `/ciao-sys/`; absent already is success if `expected` allows it.
  record DeleteSystem(String key, Expected expected) implements SystemChange {}
}
