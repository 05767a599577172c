package io.ciao.scheduler.failover;

import io.ciao.api.client.ApiClient;
import io.ciao.program.Parts;
import io.ciao.reconcile.EventRecorder;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.Leadership;
import io.ciao.store.EtcdConnection;
import io.ciao.store.PresenceFeed;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/// Loss of nodes: what is seen of their renewals, a probe of our own, and the pass that decides.
public final class Failover implements Reconciler<String>, AutoCloseable {
  /// The keys of its passes, which do not wait for each other: who is lost, and what is said of it.
  public static final List<String> KEYS =
      List.of(FailoverReconciler.CLUSTER, FailoverCondition.KEY);

  private static final String PROBE = ".";

  private final Parts parts = new Parts();
  private final String name;
  private final PresenceLog log;
  private final FailoverReconciler reconciler;
  private final FailoverCondition condition;

  /// @param scheduler this one's UUID; the probe is called so
  /// @param writer for what the leader writes
  /// @param events for people
  public Failover(
      UUID scheduler,
      ApiClient writer,
      ClusterCaches caches,
      Leadership leadership,
      EventRecorder events) {
    var clock = InstantSource.system();
    this.name = scheduler.toString();
    this.log = new PresenceLog(PROBE + name, System::nanoTime);
    this.condition = new FailoverCondition(caches, FailoverCondition.Writer.to(writer), clock);
    this.reconciler =
        new FailoverReconciler(
            caches,
            leadership,
            new FailoverSnapshotReader(caches, log, clock, System::nanoTime),
            new FailoverReconciler.Writes(new FailoverApplier(writer), condition),
            events::record);
  }

  /// Begins to look.
  ///
  /// @param apiservers one client for each, as agents have them
  public void start(EtcdConnection etcd, List<ApiClient> apiservers) {
    parts.keep(PresenceFeed.start(etcd, log));
    parts.keep(PresenceProbe.start(apiservers, name));
  }

  @Override
  public PassResult reconcile(String key) throws InterruptedException {
    return key.equals(FailoverCondition.KEY) ? condition.reconcile(key) : reconciler.reconcile(key);
  }

  @Override
  public void close() {
    parts.close();
  }
}
