package io.ciao.scheduler.failover;

import io.ciao.api.client.ApiClient;
import io.ciao.program.Parts;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.Leadership;
import io.ciao.store.EtcdConnection;
import io.ciao.store.PresenceFeed;
import java.util.List;
import java.util.function.LongSupplier;

/// Loss of nodes: what is seen of their renewals, a probe of our own, and the pass that decides.
public final class Failover implements Reconciler<String>, AutoCloseable {
  private static final String PROBE = ".";

  private final Parts parts = new Parts();
  private final PresenceLog log;
  private final FailoverReconciler reconciler;

  /// @param name of this scheduler, its UUID; the probe is called so
  /// @param writer for what the leader writes
  /// @param nanos monotonic
  public Failover(
      String name,
      ApiClient writer,
      ClusterCaches caches,
      Leadership leadership,
      LongSupplier nanos) {
    this.log = new PresenceLog(PROBE + name, nanos);
    this.reconciler = new FailoverReconciler(writer, caches, leadership, log, nanos);
  }

  /// Begins to look.
  ///
  /// @param apiservers one client for each, as agents have them
  /// @param name as above
  public void start(EtcdConnection etcd, List<ApiClient> apiservers, String name) {
    parts.keep(PresenceFeed.start(etcd, log));
    parts.keep(PresenceProbe.start(apiservers, name));
  }

  @Override
  public PassResult reconcile(String key) throws InterruptedException {
    return reconciler.reconcile(key);
  }

  @Override
  public void close() {
    parts.close();
  }
}
