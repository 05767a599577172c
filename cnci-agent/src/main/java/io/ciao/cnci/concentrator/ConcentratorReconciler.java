package io.ciao.cnci.concentrator;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorReasons;
import io.ciao.cnci.concentrator.ConcentratorDecision.Report;
import io.ciao.linux.concentrator.ConcentratorLog;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// One pass over one Concentrator: read, decide, apply, report.
///
/// A pass that failed says so in the status before it is repeated; that the status cannot be
/// written never hides why.
public final class ConcentratorReconciler implements Reconciler<ObjectKey> {
  /// How long damage by another hand can last at most.
  private static final Duration REPAIR_INTERVAL = Duration.ofSeconds(5);

  private static final Duration NODE_UID_INTERVAL = Duration.ofSeconds(1);

  private final ConcentratorSnapshotReader reader;
  private final ConcentratorApplier applier;
  private final ConcentratorStatusWriter status;
  private final ConcentratorHost host;
  private final InstantSource clock;

  ConcentratorReconciler(
      ConcentratorSnapshotReader reader,
      ConcentratorApplier applier,
      ConcentratorStatusWriter status,
      ConcentratorHost host,
      InstantSource clock) {
    this.reader = reader;
    this.applier = applier;
    this.status = status;
    this.host = host;
    this.clock = clock;
  }

  /// What a reconciler works with.
  ///
  /// @param agentPort where this agent answers apiservers
  public record Parts(
      Informer<Concentrator> informer,
      HttpConcentratorApi api,
      ConcentratorMemory memory,
      ConcentratorOnNode node,
      InstantSource clock,
      int agentPort) {}

  public static ConcentratorReconciler of(ConcentratorHost host, Parts parts) {
    return new ConcentratorReconciler(
        new ConcentratorSnapshotReader(parts.informer(), parts.api(), parts.memory(), host),
        new ConcentratorApplier(parts.node(), parts.memory(), parts.api(), host, parts.clock()),
        new ConcentratorStatusWriter(parts.api(), host, parts.clock(), parts.agentPort()),
        host,
        parts.clock());
  }

  @Override
  public PassResult reconcile(ObjectKey key) {
    var snapshot = reader.read(key);
    var decision = ConcentratorDecider.decide(snapshot);
    try {
      decision.actions().forEach(applier::apply);
    } catch (RuntimeException e) {
      tellFailure(key, decision.report(), e);
      throw e;
    }
    var report = decision.report();
    if (report == null) {
      var nothingHere = decision.actions().isEmpty() && snapshot.remembered() == null;
      return nothingHere ? PassResult.DONE : new PassResult.CheckAgain(REPAIR_INTERVAL);
    }
    return tell(key, report);
  }

  private PassResult tell(ObjectKey key, Report report) {
    var refusal = report.refusal();
    if (refusal != null) {
      status.notServing(key, report.concentrator(), refusal.reason(), refusal.message());
      return new PassResult.CheckAgain(REPAIR_INTERVAL);
    }
    var told = status.serving(key, report.concentrator());
    return new PassResult.CheckAgain(told ? REPAIR_INTERVAL : NODE_UID_INTERVAL);
  }

  private void tellFailure(ObjectKey key, @Nullable Report report, RuntimeException failure) {
    if (report == null) {
      return;
    }
    var what = String.valueOf(failure.getMessage());
    new ConcentratorLog(host.directory(report.concentrator().spec().vni()))
        .append(clock.instant(), "pass failed: " + what);
    try {
      status.notServing(key, report.concentrator(), ConcentratorReasons.NOT_APPLIED, what);
    } catch (ApiException | ApiUnreachableException e) {
      failure.addSuppressed(e);
    }
  }
}
