package io.ciao.store;

import org.jspecify.annotations.Nullable;

/// What a watch delivers, in order of version.
public sealed interface StoreEvent {
  /// The version that a client that saw the event goes on from.
  long version();

  /// An object was created or changed.
  ///
  /// @param object how it is now
  /// @param previous how it was before, null if it was not there; selectors match on old and new
  record Put(StoredObject object, @Nullable StoredObject previous) implements StoreEvent {
    @Override
    public long version() {
      return object.version();
    }
  }

  /// An object is gone.
  ///
  /// @param last its last state, shown at the deletion's version
  record Deleted(StoredObject last) implements StoreEvent {
    @Override
    public long version() {
      return last.version();
    }
  }

  /// Nothing that matches happened up to this version: what a bookmark carries.
  record Progress(long version) implements StoreEvent {}
}
