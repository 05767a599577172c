package io.ciao.scheduler.bind;

import io.ciao.api.config.ClusterConfig;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.Member;
import io.ciao.scheduler.cluster.ClusterCaches;
import java.util.Optional;

/// Which change of what is stored makes a placement pass due. What nodes say over SSNTP, and a new
/// leader, do so beside it.
public final class PlacementMarks {
  private final ClusterCaches caches;

  private PlacementMarks(ClusterCaches caches) {
    this.caches = caches;
  }

  /// To be called before the caches are started.
  ///
  /// @param mark is run when a pass is due; must not block
  public static void connect(ClusterCaches caches, Runnable mark) {
    new PlacementMarks(caches).connect(mark);
  }

  private void connect(Runnable mark) {
    caches
        .instances()
        .onChange(
            key -> {
              if (caches.instances().get(key).map(this::concerns).orElse(true)) {
                mark.run();
              }
            });
    caches.nodes().onChange(_ -> mark.run());
    caches.workloads().onChange(_ -> mark.run());
    caches.images().onChange(_ -> mark.run());
    caches.networks().onChange(_ -> mark.run());
    caches.concentrators().onChange(_ -> mark.run());
    caches.clusterConfigs().onChange(_ -> mark.run());
    // What may have been refused for them is looked at again.
    caches.quotas().onChange(_ -> mark.run());
    caches.tenants().onChange(_ -> mark.run());
    caches.relief().onRelief(mark);
  }

  private boolean concerns(Instance instance) {
    return PlacementReconciler.concerns(instance)
        || startsAreLimited()
        || Optional.ofNullable(instance.status().binding())
            .flatMap(binding -> caches.nodes().get(new ObjectKey(null, binding.nodeName())))
            .map(node -> node.status().member())
            .filter(member -> member.in(Member.State.LOST))
            .isPresent();
  }

  /// Then the end of a start can be what another one waits for.
  private boolean startsAreLimited() {
    return caches
        .clusterConfigs()
        .get(ClusterConfig.DEFAULT)
        .map(config -> config.spec().placementOrDefault().startsPerNodeOrUnlimited() > 0)
        .orElse(false);
  }
}
