package io.ciao.scheduler.cluster;

import io.ciao.api.client.ApiClient;
import java.time.Duration;
import java.util.List;

/// A horizon of placement that does not wait: caches come forward only when they are told.
public final class SteppedHorizon {
  private SteppedHorizon() {}

  public static Horizon of(ApiClient client, ClusterCaches caches, Leadership leadership) {
    return new Horizon(
        caches,
        List.of(caches.instances()),
        leadership,
        () -> CurrentVersion.read(client),
        Duration.ZERO);
  }
}
