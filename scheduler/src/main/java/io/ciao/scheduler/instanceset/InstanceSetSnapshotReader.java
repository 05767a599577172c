package io.ciao.scheduler.instanceset;

import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.workload.Workload;
import io.ciao.reconcile.Informer;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.References;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what a pass over a set decides over, from the caches.
final class InstanceSetSnapshotReader {
  private final ClusterCaches caches;
  private final References references;
  private final InstantSource clock;

  InstanceSetSnapshotReader(ClusterCaches caches, InstantSource clock) {
    this.caches = caches;
    this.references = new References(caches);
    this.clock = clock;
  }

  /// Empty if there is no such set.
  Optional<InstanceSetSnapshot> read(ObjectKey key) {
    return caches
        .instanceSets()
        .get(key)
        .map(set -> new InstanceSetSnapshot(set, instances(set), workload(set), clock.instant()));
  }

  private List<Instance> instances(InstanceSet set) {
    var namespace = set.metadata().namespace();
    var name = set.metadata().requireName();
    return caches.instances().entries().stream()
        .filter(e -> Objects.equals(e.key().namespace(), namespace))
        .map(Informer.Entry::object)
        .filter(
            i ->
                Members.controls(set, i)
                    || Ordinals.of(name, i.metadata().requireName()).isPresent())
        .toList();
  }

  private @Nullable Workload workload(InstanceSet set) {
    var name = set.spec().template().spec().workload();
    return name == null ? null : references.workload(set.metadata().namespace(), name).orElse(null);
  }
}
