package io.ciao.apiserver.identity;

import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.rbac.ServiceAccounts;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import java.util.Optional;

/// Whether the service account of a token still is the one that the token was made for.
final class LiveAccounts {
  static final String RESOURCE = "serviceaccounts";

  private final ResourceStore store;

  LiveAccounts(ResourceStore store) {
    this.store = store;
  }

  /// Whether it is a service account's identity and the account is gone, or another of its name
  /// stands there. One that this apiserver's cache does not show yet is looked for again.
  boolean isGone(Identity identity) {
    Optional<ServiceAccounts.Name> name = ServiceAccounts.parse(identity.user());
    if (name.isEmpty()) {
      return false;
    }
    if (isThere(name.get(), identity.uuid())) {
      return false;
    }
    try {
      store.awaitCurrent();
    } catch (StoreException e) {
      return true;
    }
    return !isThere(name.get(), identity.uuid());
  }

  private boolean isThere(ServiceAccounts.Name name, String uid) {
    Optional<StoredObject> found = find(name);
    return found.isPresent() && found.get().uid().equals(uid) && !found.get().deleting();
  }

  Optional<StoredObject> find(ServiceAccounts.Name name) {
    return name.namespace().indexOf('/') >= 0 || name.name().indexOf('/') >= 0
        ? Optional.empty()
        : store.get(ResourceKey.namespaced(RESOURCE, name.namespace(), name.name()));
  }
}
