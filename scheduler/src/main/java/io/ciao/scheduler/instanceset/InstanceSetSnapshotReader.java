package io.ciao.scheduler.instanceset;

import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.workload.Workload;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.Lookup;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.References;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads what a pass over a set decides over, from the caches.
final class InstanceSetSnapshotReader {
  private final ClusterCaches caches;
  private final References references;
  private final InstantSource clock;
  private final Lookup<Instance, String> byController;
  private final Lookup<Instance, ObjectKey> byName;

  InstanceSetSnapshotReader(ClusterCaches caches, InstantSource clock) {
    this.caches = caches;
    this.references = new References(caches);
    this.clock = clock;
    this.byController = caches.instances().indexed(e -> Members.controllers(e.object()));
    this.byName = caches.instances().indexed(e -> Ordinals.setOf(e.key()).stream().toList());
  }

  /// Empty if there is no such set.
  Optional<InstanceSetSnapshot> read(ObjectKey key) {
    return caches
        .instanceSets()
        .get(key)
        .map(set -> new InstanceSetSnapshot(set, instances(set), workload(set), clock.instant()));
  }

  /// Those that the set controls, and those that have a name of its.
  private List<Instance> instances(InstanceSet set) {
    var key = ObjectKey.of(set.metadata());
    var controlled =
        byController.at(set.metadata().requireUid()).stream()
            .filter(e -> Objects.equals(e.key().namespace(), key.namespace()));
    var others = byName.at(key).stream().filter(e -> !Members.controls(set, e.object()));
    return Stream.concat(controlled, others).map(Informer.Entry::object).toList();
  }

  private @Nullable Workload workload(InstanceSet set) {
    var name = set.spec().template().spec().workload();
    return name == null ? null : references.workload(set.metadata().namespace(), name).orElse(null);
  }
}
