package io.ciao.launcher.network;

import io.ciao.api.client.ApiClient;
import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.time.Backoff;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.TunnelFence;
import io.ciao.reconcile.PassLoop;
import io.ciao.reconcile.WorkQueue;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The tenant subnets on this node: what instances' passes want of their ports is registered, and
/// one loop with one worker makes it so, subnet after subnet.
public final class NodeNetwork implements Ports, AutoCloseable {
  private final InstantSource clock;
  private final PortRegistry registry;
  private final ConcentratorWatches watches;
  private final WorkQueue<ObjectKey> queue = new WorkQueue<>(System::nanoTime);
  private final PassLoop<ObjectKey> loop;

  /// What the network is made of.
  ///
  /// @param mark told the uid of an instance whose port has changed
  public record Parts(
      NodePlace place,
      KeptObjects kept,
      SubnetOnNode subnets,
      TunnelFence fence,
      ApiClient api,
      Backoff backoff,
      InstantSource clock,
      Consumer<String> mark) {}

  /// Registers the ports of adopted instances and starts the loop.
  ///
  /// @param adopted ports of instances that run already
  /// @param unknown uids of instances that may run but whose port cannot be told now, each with the
  ///   `namespace/name` of its Concentrator, empty if unknown too
  public NodeNetwork(Parts parts, List<PortRequest> adopted, Map<String, String> unknown) {
    this.clock = parts.clock();
    this.registry = new PortRegistry(adopted, unknown, clock.instant());
    this.watches =
        new ConcentratorWatches(parts.api(), parts.kept(), parts.backoff(), this::changed);
    var applier = new SubnetApplier(parts.subnets(), parts.fence(), watches, parts.kept());
    var reader =
        new SubnetSnapshotReader(parts.place(), registry, parts.kept(), parts.subnets(), applier);
    var reconciler = new SubnetReconciler(registry, reader, applier, parts.mark());
    registry.inUse().forEach(queue::add);
    queue.add(SubnetReconciler.FENCE);
    queue.add(SubnetReconciler.SWEEP);
    this.loop = new PassLoop<>("subnet", queue, reconciler, parts.backoff(), 1);
  }

  private void changed(ObjectKey concentrator) {
    queue.add(SubnetReconciler.FENCE);
    queue.add(concentrator);
  }

  @Override
  public PortState state(String uid, Optional<PortTarget> target) {
    return registry.state(uid, target);
  }

  @Override
  public void plug(PortRequest request) {
    registry.plug(request, clock.instant()).forEach(this::changed);
  }

  @Override
  public void unplug(String uid) {
    queue.add(registry.unplug(uid, clock.instant()).orElse(SubnetReconciler.SWEEP));
  }

  @Override
  public void close() {
    queue.close();
    loop.close();
    watches.close();
  }
}
