package io.ciao.store;

import java.util.Optional;

/// What the store must know about kinds: which object may stand under a key.
@FunctionalInterface
public interface StoredKinds {
  /// The kind stored as `resource`; empty if there is none, and then its keys stay out of the
  /// cache.
  Optional<StoredKind> kind(String resource);

  /// What hides parts of objects from whoever can read etcd.
  default Sealing sealing() {
    return Sealing.none();
  }

  /// What an object under the resource's keys must say of itself.
  ///
  /// @param apiVersion for example `ciao.io/v1`
  /// @param kind for example `Instance`
  /// @param namespaced whether its keys have a namespace
  record StoredKind(String apiVersion, String kind, boolean namespaced) {}
}
