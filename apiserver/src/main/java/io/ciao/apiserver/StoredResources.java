package io.ciao.apiserver;

import io.ciao.api.schema.KindRegistry;
import io.ciao.store.Sealing;
import io.ciao.store.StoredKinds;
import java.util.Optional;

/// What the store may find under which key, as the kinds say.
final class StoredResources implements StoredKinds {
  private final KindRegistry kinds;
  private final Sealing sealing;

  StoredResources(KindRegistry kinds, Sealing sealing) {
    this.kinds = kinds;
    this.sealing = sealing;
  }

  @Override
  public Sealing sealing() {
    return sealing;
  }

  @Override
  public Optional<StoredKind> kind(String resource) {
    return kinds
        .byPlural(resource)
        .map(kind -> new StoredKind(kind.apiVersion(), kind.kind(), kind.namespaced()));
  }
}
