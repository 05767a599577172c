package io.ciao.apiserver;

import io.ciao.api.schema.KindRegistry;
import io.ciao.store.StoredKinds;
import java.util.Optional;

/// What the store may find under which key, as the kinds say.
final class StoredResources implements StoredKinds {
  private final KindRegistry kinds;

  StoredResources(KindRegistry kinds) {
    this.kinds = kinds;
  }

  @Override
  public Optional<StoredKind> kind(String resource) {
    return kinds
        .byPlural(resource)
        .map(kind -> new StoredKind(kind.apiVersion(), kind.kind(), kind.namespaced()));
  }
}
