package io.ciao.scheduler.securitygroup;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.security.SecurityGroup;
import io.ciao.reconcile.Informer;
import io.ciao.scheduler.cluster.ClusterCaches;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads what a pass over a security group decides over, from the caches.
final class SecurityGroupSnapshotReader {
  private final ClusterCaches caches;

  SecurityGroupSnapshotReader(ClusterCaches caches) {
    this.caches = caches;
  }

  /// Empty if there is no such group.
  Optional<SecurityGroupSnapshot> read(ObjectKey key) {
    return caches
        .securityGroups()
        .get(key)
        .map(
            group ->
                new SecurityGroupSnapshot(
                    group,
                    caches.instancesBy().inGroup(key).stream().map(Informer.Entry::object).toList(),
                    peers(key, group)));
  }

  private Set<String> peers(ObjectKey key, SecurityGroup group) {
    return group.spec().peerGroups().stream()
        .filter(
            name -> caches.securityGroups().get(new ObjectKey(key.namespace(), name)).isPresent())
        .collect(Collectors.toSet());
  }
}
