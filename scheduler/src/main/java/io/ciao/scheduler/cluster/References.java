package io.ciao.scheduler.cluster;

import io.ciao.api.image.Image;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.workload.Workload;
import io.ciao.reconcile.Informer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Resolves the names that an instance mentions: first in its own tenant, then among the public
/// ones of tenant `default`.
public final class References {
  private static final String PUBLIC_TENANT = "default";

  private final ClusterCaches caches;

  public References(ClusterCaches caches) {
    this.caches = caches;
  }

  /// The workload that the instance is made from; empty if it names none, or one that does not
  /// exist.
  public Optional<Workload> workload(Instance instance) {
    var name = instance.spec().workload();
    return name == null ? Optional.empty() : workload(instance.metadata().namespace(), name);
  }

  /// The workload of that name as an instance of the tenant would be made from it.
  public Optional<Workload> workload(@Nullable String tenant, String name) {
    return find(caches.workloads(), tenant, name)
        .filter(w -> own(tenant, w.metadata().namespace()) || w.spec().isPublic());
  }

  /// The image of an instance of that tenant.
  public Optional<Image> image(@Nullable String tenant, String name) {
    return find(caches.images(), tenant, name)
        .filter(
            i ->
                i.spec().isPublic()
                    || i.metadata().namespace() == null
                    || i.metadata().namespace().equals(tenant));
  }

  /// The effective spec as far as the references can be resolved.
  public EffectiveSpec effective(Instance instance) {
    return EffectiveSpec.of(instance, workload(instance).orElse(null));
  }

  private static boolean own(@Nullable String tenant, @Nullable String namespace) {
    return namespace != null && namespace.equals(tenant);
  }

  private static <T> Optional<T> find(Informer<T> informer, @Nullable String tenant, String name) {
    var own = informer.get(new ObjectKey(tenant, name));
    return own.isPresent() ? own : informer.get(new ObjectKey(PUBLIC_TENANT, name));
  }
}
