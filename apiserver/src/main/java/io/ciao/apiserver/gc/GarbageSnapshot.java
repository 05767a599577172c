package io.ciao.apiserver.gc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that one decision about one object may look at.
///
/// @param owners those that the object names, in its order; empty if it is being deleted, as they
///   no longer matter then
/// @param dependents the objects that name it, itself left out
/// @param circle whether its deletion in the foreground waits, through others that are deleted in
///   the foreground too, for itself
record GarbageSnapshot(Item item, List<Owner> owners, List<Dependent> dependents, boolean circle) {
  GarbageSnapshot {
    owners = List.copyOf(owners);
    dependents = List.copyOf(dependents);
  }

  /// Names an object.
  ///
  /// @param resource the plural of its kind
  /// @param namespace null for a cluster-scoped kind
  record ObjectId(String resource, @Nullable String namespace, String name) {}

  /// The object itself.
  ///
  /// @param version its resourceVersion
  /// @param foreground whether the finalizer `foregroundDeletion` keeps it
  /// @param orphan whether the finalizer `orphan` keeps it
  record Item(
      ObjectId id,
      String uid,
      long version,
      boolean deleting,
      boolean foreground,
      boolean orphan) {}

  /// An owner that the object names.
  record Owner(String uid, Presence presence) {}

  /// Whether an owner is there.
  enum Presence {
    PRESENT,
    /// Being deleted in the foreground: it waits until its dependents are gone.
    WAITING,
    /// Known to be gone, or to be another object of that name.
    ABSENT,
    /// Its kind is not known here, or its stored value cannot be read: nothing may follow from it.
    UNKNOWN
  }

  /// An object that names the item as its owner.
  ///
  /// @param blocks whether the item's deletion in the foreground waits for it
  record Dependent(ObjectId id, long version, boolean blocks) {}
}
