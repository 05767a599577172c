package io.ciao.cnci.concentrator;

import io.ciao.api.network.Concentrator;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.linux.subnet.TunnelFence;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the tunnels of this node take nothing from nodes that any of its Concentrators names as
/// lost. Before the API has answered, the remembered ones are asked, and nobody is let in again.
public final class FenceReconciler implements Reconciler<String> {
  /// The one key: there is one fence.
  public static final String KEY = "fence";

  private static final Logger LOG = LoggerFactory.getLogger(FenceReconciler.class);
  private static final Duration REPAIR_INTERVAL = Duration.ofSeconds(5);

  private final Informer<Concentrator> informer;
  private final ConcentratorMemory memory;
  private final TunnelFence fence;
  private final Ipv4Address own;

  /// @param own this node's tunnel address
  public FenceReconciler(
      Informer<Concentrator> informer,
      ConcentratorMemory memory,
      TunnelFence fence,
      Ipv4Address own) {
    this.informer = informer;
    this.memory = memory;
    this.fence = fence;
    this.own = own;
  }

  @Override
  public PassResult reconcile(String key) {
    var complete = informer.synced();
    var fenced =
        (complete ? listed() : remembered())
            .stream().flatMap(concentrator -> concentrator.spec().fenced().stream()).toList();
    var wanted = new TunnelFence.Wish(own, fenced, complete, fence.refused()).addresses();
    if (fence.refuse(wanted)) {
      LOG.info("fence changed refused={}", wanted);
    }
    return new PassResult.CheckAgain(REPAIR_INTERVAL);
  }

  private List<Concentrator> listed() {
    return informer.entries().stream().map(Informer.Entry::object).toList();
  }

  private List<Concentrator> remembered() {
    return memory.keys().stream().map(memory::recall).flatMap(Optional::stream).toList();
  }
}
