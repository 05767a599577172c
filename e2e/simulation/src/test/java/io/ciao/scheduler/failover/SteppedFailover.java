package io.ciao.scheduler.failover;

import io.ciao.api.client.ApiClient;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.Leadership;
import io.ciao.store.PresenceFeed;
import io.ciao.testkit.ManualClock;

/// [Failover] without its threads: what would come of its feed and its probe comes of the caller.
public final class SteppedFailover implements Reconciler<String> {
  private final PresenceLog log;
  private final FailoverCondition condition;
  private final FailoverReconciler reconciler;

  /// @param probe the name that our own renewals are stored under
  public SteppedFailover(
      String probe,
      ApiClient writer,
      ClusterCaches caches,
      Leadership leadership,
      ManualClock clock) {
    log = new PresenceLog(probe, clock.nanos());
    condition = new FailoverCondition(caches, FailoverCondition.Writer.to(writer), clock);
    reconciler =
        new FailoverReconciler(
            caches,
            leadership,
            new FailoverSnapshotReader(caches, log, clock, clock.nanos()),
            new FailoverReconciler.Writes(new FailoverApplier(writer), condition),
            (_, _, _, _) -> {});
  }

  public PresenceFeed.Listener feed() {
    return log;
  }

  @Override
  public PassResult reconcile(String key) throws InterruptedException {
    return key.equals(FailoverCondition.KEY) ? condition.reconcile(key) : reconciler.reconcile(key);
  }
}
