package io.ciao.scheduler.cluster;

import io.ciao.api.image.Image;
import io.ciao.api.meta.Shared;
import io.ciao.api.workload.Workload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the names that a spec mentions mean now. Of an instance that was bound its status says it.
public final class References {
  private final ClusterCaches caches;

  public References(ClusterCaches caches) {
    this.caches = caches;
  }

  /// The workload of that name as an instance of the tenant would be made from it.
  public Optional<Workload> workload(@Nullable String tenant, String name) {
    return Shared.resolve(tenant, name, caches.workloads()::get, w -> w.spec().isPublic()).usable();
  }

  /// The image of that name as an instance of the tenant would be made from it.
  public Optional<Image> image(@Nullable String tenant, String name) {
    return Shared.resolve(tenant, name, caches.images()::get, i -> i.spec().isPublic()).usable();
  }
}
