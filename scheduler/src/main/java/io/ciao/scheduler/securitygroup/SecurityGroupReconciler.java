package io.ciao.scheduler.securitygroup;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.CurrentVersion;
import io.ciao.scheduler.cluster.Horizon;
import io.ciao.scheduler.cluster.Leadership;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The pass over one security group. One runs at a time.
public final class SecurityGroupReconciler implements Reconciler<ObjectKey> {
  private static final Duration NOT_READY_YET = Duration.ofMillis(200);

  private final Leadership leadership;
  private final Horizon horizon;
  private final SecurityGroupSnapshotReader reader;
  private final SecurityGroupApplier applier;

  public SecurityGroupReconciler(ApiClient client, ClusterCaches caches, Leadership leadership) {
    this.leadership = leadership;
    this.horizon =
        new Horizon(
            caches,
            List.of(caches.securityGroups()),
            leadership,
            () -> CurrentVersion.read(client));
    this.reader = new SecurityGroupSnapshotReader(caches);
    this.applier =
        new SecurityGroupApplier(
            (key, patch) -> client.mergePatchStatus(ResourceType.SECURITY_GROUPS, key, patch),
            InstantSource.system());
  }

  @Override
  public PassResult reconcile(ObjectKey key) throws InterruptedException {
    if (leadership.term().isEmpty()) {
      return PassResult.DONE;
    }
    if (!horizon.reached()) {
      return new PassResult.CheckAgain(NOT_READY_YET);
    }
    var action =
        reader.read(key).map(SecurityGroupDecider::decide).flatMap(SecurityGroupDecision::action);
    if (action.isPresent()) {
      horizon.wrote(applier.apply(action.get()));
    }
    return PassResult.DONE;
  }
}
