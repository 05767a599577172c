package io.ciao.scheduler.bind;

import io.ciao.api.client.ApiClient;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.Horizon;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.scheduler.cluster.Leadership;

/// The placement pass over a horizon of the caller's.
public final class SteppedPlacement {
  private SteppedPlacement() {}

  public static Reconciler<String> of(
      ApiClient client,
      ClusterCaches caches,
      InstanceBatches batches,
      Leadership leadership,
      PlacementReconciler.Options options,
      Horizon horizon) {
    return new PlacementReconciler(client, caches, batches, leadership, options, horizon);
  }
}
