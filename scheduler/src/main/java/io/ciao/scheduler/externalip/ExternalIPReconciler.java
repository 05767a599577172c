package io.ciao.scheduler.externalip;

import io.ciao.api.client.ApiClient;
import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.address.Ipv4Range;
import io.ciao.reconcile.EventRecorder;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.CurrentVersion;
import io.ciao.scheduler.cluster.Horizon;
import io.ciao.scheduler.cluster.Leadership;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The pass over one pool and all that name it. Only one runs at a time in the whole cluster:
/// addresses are chosen over a snapshot that holds what the pass before has stored. Should two
/// choose one address all the same, the apiserver refuses the second.
public final class ExternalIPReconciler implements Reconciler<ObjectKey> {
  private static final Duration NOT_READY_YET = Duration.ofMillis(200);

  private final Leadership leadership;
  private final Horizon horizon;
  private final ExternalIPSnapshotReader reader;
  private final ExternalIPApplier applier;

  /// @param outside the addresses that concentrators may have outside
  public ExternalIPReconciler(
      ApiClient client,
      ClusterCaches caches,
      ExternalIPLookups lookups,
      Leadership leadership,
      Ipv4Range outside,
      EventRecorder events) {
    this.leadership = leadership;
    this.horizon =
        new Horizon(
            caches,
            List.of(caches.externalIPPools(), caches.externalIPs()),
            leadership,
            () -> CurrentVersion.read(client));
    this.reader = new ExternalIPSnapshotReader(caches, lookups, outside);
    this.applier =
        new ExternalIPApplier(
            ExternalIPApplier.of(client),
            (about, told) -> events.record(about, told.severity(), told.reason(), told.message()),
            InstantSource.system());
  }

  @Override
  public PassResult reconcile(ObjectKey pool) throws InterruptedException {
    if (leadership.term().isEmpty()) {
      return PassResult.DONE;
    }
    if (!horizon.reached()) {
      return new PassResult.CheckAgain(NOT_READY_YET);
    }
    var actions = ExternalIPDecider.decide(reader.read(pool)).actions();
    if (!actions.isEmpty()) {
      apply(actions);
    }
    return PassResult.DONE;
  }

  private void apply(List<ExternalIPAction> actions) {
    try {
      horizon.wrote(applier.apply(actions));
    } catch (RuntimeException e) {
      // Some of it may have taken effect: an address may be given.
      horizon.unclear();
      throw e;
    }
  }
}
