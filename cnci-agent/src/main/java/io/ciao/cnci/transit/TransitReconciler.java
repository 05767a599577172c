package io.ciao.cnci.transit;

import io.ciao.cnci.concentrator.ConcentratorHost;
import io.ciao.cnci.concentrator.Siblings;
import io.ciao.linux.transit.TransitOnNode;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import java.time.Duration;
import java.util.function.Consumer;

/// One pass over what joins the subnets of a tenant on this node: read, decide, apply. For one
/// worker.
public final class TransitReconciler implements Reconciler<String> {
  /// No tenant: looks for what nobody names alone.
  public static final String SWEEP = "";

  private static final Duration REPAIR_INTERVAL = Duration.ofSeconds(5);

  /// Until a concentrator of this node, which is being made, can get its interface.
  private static final Duration WAIT_INTERVAL = Duration.ofMillis(500);

  private final Siblings siblings;
  private final TransitSnapshotReader reader;
  private final TransitApplier applier;
  private final Consumer<String> changed;

  /// @param changed told the tenant whose concentrators have got another interface or lost theirs;
  ///   must not block
  public TransitReconciler(
      Siblings siblings, TransitOnNode node, ConcentratorHost host, Consumer<String> changed) {
    this.siblings = siblings;
    this.reader = new TransitSnapshotReader(siblings, node, host);
    this.applier = new TransitApplier(node, host);
    this.changed = changed;
  }

  @Override
  public PassResult reconcile(String tenant) {
    siblings.watchPeers();
    siblings.remember(tenant);
    var actions = TransitDecider.decide(reader.read(tenant)).actions();
    var waiting = false;
    var steps = 0;
    for (var action : actions) {
      var settled = applier.apply(action);
      waiting |= !settled.waiting().isEmpty();
      steps += settled.actions().size();
    }
    if (steps > 0) {
      changed.accept(tenant);
    }
    if (actions.isEmpty() && !tenant.equals(SWEEP)) {
      return PassResult.DONE;
    }
    return new PassResult.CheckAgain(waiting ? WAIT_INTERVAL : REPAIR_INTERVAL);
  }
}
