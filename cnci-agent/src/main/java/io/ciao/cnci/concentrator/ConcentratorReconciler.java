package io.ciao.cnci.concentrator;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorReasons;
import io.ciao.cnci.concentrator.ConcentratorDecision.Report;
import io.ciao.cnci.replica.Replicas;
import io.ciao.linux.concentrator.ConcentratorLog;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One pass over one Concentrator: read, decide, apply, report.
///
/// A pass that failed says so in the status before it is repeated; that the status cannot be
/// written never hides why.
public final class ConcentratorReconciler implements Reconciler<ObjectKey> {
  private static final Logger LOG = LoggerFactory.getLogger(ConcentratorReconciler.class);

  /// How long damage by another hand can last at most.
  private static final Duration REPAIR_INTERVAL = Duration.ofSeconds(5);

  private static final Duration TAKE_AGAIN = Duration.ofMillis(200);

  private final ConcentratorSnapshotReader reader;
  private final ConcentratorApplier applier;
  private final ConcentratorStatusWriter status;
  private final Replicas replicas;
  private final ConcentratorHost host;
  private final InstantSource clock;

  ConcentratorReconciler(
      ConcentratorSnapshotReader reader,
      ConcentratorApplier applier,
      ConcentratorStatusWriter status,
      Replicas replicas,
      ConcentratorHost host,
      InstantSource clock) {
    this.reader = reader;
    this.applier = applier;
    this.status = status;
    this.replicas = replicas;
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
      Siblings siblings,
      ConcentratorOnNode node,
      Replicas replicas,
      InstantSource clock,
      int agentPort) {}

  public static ConcentratorReconciler of(ConcentratorHost host, Parts parts) {
    return new ConcentratorReconciler(
        new ConcentratorSnapshotReader(
            parts.informer(),
            parts.api(),
            parts.memory(),
            parts.siblings(),
            parts.node(),
            parts.replicas(),
            host),
        new ConcentratorApplier(parts.node(), parts.memory(), parts.api(), host, parts.clock()),
        new ConcentratorStatusWriter(parts.api(), host, parts.clock(), parts.agentPort()),
        parts.replicas(),
        host,
        parts.clock());
  }

  @Override
  public PassResult reconcile(ObjectKey key) {
    return pass(key, reader.read(key));
  }

  private PassResult pass(ObjectKey key, ConcentratorSnapshot snapshot) {
    var decision = ConcentratorDecider.decide(snapshot);
    try {
      decision.actions().forEach(applier::apply);
    } catch (RuntimeException e) {
      tellFailure(key, decision.report(), e);
      throw e;
    }
    if (decision.actions().stream().anyMatch(ConcentratorAction.Serve.class::isInstance)) {
      replicas.enacted(key, snapshot.stance());
    } else {
      replicas.forget(key);
    }
    var take = decision.take();
    if (take != null) {
      return status
          .take(key, take)
          .map(taken -> served(key, taken))
          .orElse(new PassResult.CheckAgain(TAKE_AGAIN));
    }
    var report = decision.report();
    if (report == null) {
      var nothingHere = decision.actions().isEmpty() && snapshot.remembered() == null;
      return nothingHere ? PassResult.DONE : new PassResult.CheckAgain(REPAIR_INTERVAL);
    }
    tell(key, report);
    return new PassResult.CheckAgain(REPAIR_INTERVAL);
  }

  private PassResult served(ObjectKey key, Concentrator taken) {
    var epoch = Objects.requireNonNull(taken.status().active()).epoch();
    LOG.info("concentrator taken key={} epoch={}", key, epoch);
    new ConcentratorLog(host.directory(taken.spec().vni()))
        .append(clock.instant(), "took the role at epoch " + epoch);
    return pass(key, reader.written(key, taken));
  }

  private void tell(ObjectKey key, Report report) {
    var refusal = report.refusal();
    var written =
        refusal == null
            ? status.serving(key, report.concentrator())
            : status.notServing(key, report.concentrator(), refusal.reason(), refusal.message());
    replicas.wrote(key, written);
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
