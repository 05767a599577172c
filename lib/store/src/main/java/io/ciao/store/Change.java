package io.ciao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// One write in a [Transaction]. Trees are copied when the transaction is committed;
/// `metadata.resourceVersion` in them is not stored.
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
  record Create(ResourceKey key, ObjectNode object) implements ResourceChange {}

  /// Replaces an object that must still be at `expectedVersion`.
  record Update(ResourceKey key, long expectedVersion, ObjectNode object)
      implements ResourceChange {}

  /// Removes an object that must still be at `expectedVersion`.
  record Delete(ResourceKey key, long expectedVersion) implements ResourceChange {}

  /// Puts a text under `/ciao-sys/`.
  record PutSystem(String key, String value, Expected expected) implements SystemChange {}

  /// Removes a key under `/ciao-sys/`; absent already is success if `expected` allows it.
  record DeleteSystem(String key, Expected expected) implements SystemChange {}
}
