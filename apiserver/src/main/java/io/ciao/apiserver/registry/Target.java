package io.ciao.apiserver.registry;

import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.store.ResourceKey;
import org.jspecify.annotations.Nullable;

/// The object that a request is about.
///
/// @param namespace null for a cluster-scoped kind
public record Target(KindDefinition kind, @Nullable String namespace, String name) {
  public ResourceKey key() {
    return new ResourceKey(kind.plural(), namespace, name);
  }

  public GroupResource resource() {
    return resource(kind);
  }

  /// A kind's resource as errors name it.
  public static GroupResource resource(KindDefinition kind) {
    return new GroupResource(kind.group(), kind.plural());
  }
}
