package io.ciao.launcher.network;

import io.ciao.api.meta.ObjectKey;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.net.LinkNames;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// One pass over one subnet, by the key of its Concentrator: read, decide, act, and tell the
/// instances whose ports have changed. The kernel is read back every few seconds and repaired.
final class SubnetReconciler implements Reconciler<ObjectKey> {
  /// Not a subnet: removes what no plan names any more.
  static final ObjectKey SWEEP = new ObjectKey(null, "");

  /// Not a subnet either: refuses what lost nodes still send.
  static final ObjectKey FENCE = new ObjectKey(null, "fence");

  private static final Duration REPAIR_INTERVAL = Duration.ofSeconds(5);
  private static final int REPAIR_SPREAD_MILLIS = 1_000;
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(30);
  private static final Duration WAIT_INTERVAL = Duration.ofSeconds(1);

  private final PortRegistry registry;
  private final SubnetSnapshotReader reader;
  private final SubnetApplier applier;
  private final Listeners listeners;

  /// Who is told.
  ///
  /// @param mark the uid of an instance whose port needs a pass of the instance
  /// @param subnets which subnets are here
  record Listeners(Consumer<String> mark, SubnetListener subnets) {}

  SubnetReconciler(
      PortRegistry registry,
      SubnetSnapshotReader reader,
      SubnetApplier applier,
      Listeners listeners) {
    this.registry = registry;
    this.reader = reader;
    this.applier = applier;
    this.listeners = listeners;
  }

  @Override
  public PassResult reconcile(ObjectKey subnet) {
    if (subnet.equals(SWEEP)) {
      SubnetDecider.sweep(reader.sweep()).forEach(action -> applier.apply(SWEEP, action));
      return new PassResult.CheckAgain(SWEEP_INTERVAL);
    }
    if (subnet.equals(FENCE)) {
      applier.apply(FENCE, SubnetDecider.fence(reader.lost()));
      return new PassResult.CheckAgain(REPAIR_INTERVAL);
    }
    var snapshot = reader.read(subnet);
    try {
      return act(snapshot, SubnetDecider.decide(snapshot));
    } catch (KernelException | IllegalStateException | IllegalArgumentException e) {
      var problem = "subnet " + subnet + ": " + e.getMessage();
      tell(registry.failed(subnet, snapshot.ports(), problem));
      return new PassResult.Retry(problem);
    }
  }

  private PassResult act(SubnetSnapshot snapshot, SubnetDecision decision) {
    var waiting = new HashMap<String, String>();
    for (var action : decision.actions()) {
      for (var link : applier.apply(snapshot.subnet(), action)) {
        waiting.put(link.link(), link.sentence());
      }
    }
    if (!decision.waits().isEmpty()) {
      tell(registry.failed(snapshot.subnet(), snapshot.ports(), decision.waits()));
      return new PassResult.CheckAgain(WAIT_INTERVAL);
    }
    tell(
        registry.settled(
            snapshot.subnet(), snapshot.ports(), byInstance(snapshot, waiting), decision.closed()));
    tellOfSubnet(snapshot);
    return snapshot.ports().wanted().isEmpty()
        ? PassResult.DONE
        : new PassResult.CheckAgain(
            waiting.isEmpty() ? repairInterval(snapshot.subnet()) : WAIT_INTERVAL);
  }

  /// Each subnet has its own, so that repairs of many do not stay together, and a change of rules
  /// never waits for all of them.
  static Duration repairInterval(ObjectKey subnet) {
    return REPAIR_INTERVAL.minusMillis(Math.floorMod(subnet.hashCode(), REPAIR_SPREAD_MILLIS));
  }

  private static Map<String, String> byInstance(
      SubnetSnapshot snapshot, Map<String, String> byLink) {
    return snapshot.ports().wanted().stream()
        .map(PortRequest::uid)
        .filter(uid -> byLink.containsKey(LinkNames.ofPort(uid)))
        .collect(Collectors.toMap(uid -> uid, uid -> byLink.get(LinkNames.ofPort(uid))));
  }

  private void tell(Set<String> uids) {
    uids.forEach(listeners.mark());
  }

  private void tellOfSubnet(SubnetSnapshot snapshot) {
    var concentrator = snapshot.concentrator();
    if (snapshot.ports().wanted().isEmpty()) {
      listeners.subnets().gone(snapshot.subnet());
    } else if (concentrator != null) {
      listeners.subnets().present(snapshot.subnet(), concentrator);
    }
  }
}
