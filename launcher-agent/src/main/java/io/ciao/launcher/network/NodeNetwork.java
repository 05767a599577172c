package io.ciao.launcher.network;

import io.ciao.api.client.ApiClient;
import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.time.Backoff;
import io.ciao.launcher.desired.Kept;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.launcher.network.KeptWatches.Watched;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.TunnelFence;
import io.ciao.reconcile.PassLoop;
import io.ciao.reconcile.WorkQueue;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The tenant subnets on this node: what instances' passes want of their ports is registered, and
/// one loop with one worker makes it so, subnet after subnet.
public final class NodeNetwork implements Ports, AutoCloseable {
  private final InstantSource clock;
  private final PortRegistry registry;
  private final KeptWatches watches;
  private final KeptObjects kept;
  private final WorkQueue<ObjectKey> queue = new WorkQueue<>(System::nanoTime);
  private final PassLoop<ObjectKey> loop;

  /// What the network is made of.
  ///
  /// @param mark told the uid of an instance whose port has changed
  /// @param present told which subnets are here
  public record Parts(
      NodePlace place,
      KeptObjects kept,
      SubnetOnNode subnets,
      TunnelFence fence,
      ApiClient api,
      Backoff backoff,
      InstantSource clock,
      Consumer<String> mark,
      SubnetListener present) {}

  /// Registers the ports of adopted instances and starts the loop.
  ///
  /// @param adopted ports of instances that run already
  /// @param unknown uids of instances that may run but whose port cannot be told now, each with the
  ///   `namespace/name` of its Concentrator, empty if unknown too
  public NodeNetwork(Parts parts, List<PortRequest> adopted, Map<String, String> unknown) {
    this.clock = parts.clock();
    this.registry = new PortRegistry(adopted, unknown, clock.instant());
    this.kept = parts.kept();
    this.watches = new KeptWatches(parts.api(), kept, parts.backoff(), this::changed);
    var applier = new SubnetApplier(parts.subnets(), parts.fence(), watches, kept);
    var reader =
        new SubnetSnapshotReader(
            parts.place(), registry, kept, parts.subnets(), applier, parts.clock());
    var listeners = new SubnetReconciler.Listeners(parts.mark(), parts.present());
    var reconciler = new SubnetReconciler(registry, reader, applier, listeners);
    kept.onChange(this::changed);
    registry.inUse().forEach(queue::add);
    queue.add(SubnetReconciler.FENCE);
    queue.add(SubnetReconciler.SWEEP);
    this.loop = new PassLoop<>("subnet", queue, reconciler, parts.backoff(), 1);
  }

  private void changed(Watched object) {
    switch (object.kind()) {
      case CONCENTRATOR -> changed(object.key());
      case SECURITY_GROUP -> tenantChanged(object.key().namespace());
      case INSTANCE, IMAGE, SSH_KEY -> throw new IllegalStateException("no subnet needs " + object);
    }
  }

  private void changed(ObjectKey concentrator) {
    queue.add(SubnetReconciler.FENCE);
    queue.add(concentrator);
  }

  /// What a START brings does not come by a watch.
  private void changed(@Nullable Kept before, Kept now) {
    if (now.kind() == KeptKind.SECURITY_GROUP) {
      tenantChanged(now.key().namespace());
    } else if (now.kind() == KeptKind.INSTANCE) {
      registry
          .subnetOf(now.uid())
          .filter(_ -> before == null || !KeptGroups.names(before).equals(KeptGroups.names(now)))
          .ifPresent(queue::add);
    }
  }

  private void tenantChanged(@Nullable String tenant) {
    registry.inUse().stream()
        .filter(subnet -> Objects.equals(subnet.namespace(), tenant))
        .forEach(queue::add);
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
    kept.onChange(null);
    queue.close();
    loop.close();
    watches.close();
  }
}
