package io.ciao.launcher.instance;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.instance.InstanceSnapshotReader.Reading;
import io.ciao.launcher.instance.StartHistory.Problem;
import io.ciao.launcher.trace.TracedStarts;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One pass over one instance, by its uid: read, decide, act, and read again until there is nothing
/// to do; only what was then really seen is reported.
final class InstanceReconciler implements Reconciler<String> {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceReconciler.class);

  /// A start needs two rounds, a stop three, an epoch change four. More than this in one pass means
  /// that something works against us; the next pass goes on.
  private static final int ROUNDS_MAX = 6;

  private final InstanceSnapshotReader reader;
  private final InstanceApplier applier;
  private final InstanceStatusWriter status;
  private final Histories histories;
  private final InstantSource clock;
  private final TracedStarts traces;

  InstanceReconciler(
      InstanceSnapshotReader reader,
      InstanceApplier applier,
      InstanceStatusWriter status,
      Histories histories,
      InstantSource clock,
      TracedStarts traces) {
    this.reader = reader;
    this.applier = applier;
    this.status = status;
    this.histories = histories;
    this.clock = clock;
    this.traces = traces;
  }

  @Override
  public PassResult reconcile(String uid) throws InterruptedException {
    Reading reading = null;
    for (int round = 0; round < ROUNDS_MAX; round++) {
      reading = reader.read(uid, reading);
      var instance = reading.instance();
      if (instance != null) {
        traces.looked(instance);
      }
      var decision = InstanceDecider.decide(reading.snapshot());
      if (decision.actions().isEmpty()) {
        return rest(reading, decision);
      }
      var failed = act(reading, decision);
      if (failed != null) {
        return failed;
      }
    }
    return new PassResult.CheckAgain(Duration.ofMillis(100));
  }

  private PassResult rest(Reading reading, Decision decision) {
    var report = decision.report();
    if (report != null) {
      status.tell(reading.snapshot(), report.epoch(), report.facts());
    }
    if (reading.snapshot().observation() instanceof Observation.Unknown(var problem)) {
      LOG.warn(
          "instance cannot be looked at instance={} problem={}",
          reading.snapshot().instance(),
          problem);
    }
    var again = decision.lookAgain();
    return again == null ? PassResult.DONE : new PassResult.CheckAgain(again);
  }

  /// Acts in order; null if all of it succeeded, a failed start was counted or a start was held
  /// back, so that the pass goes on with what that means.
  private @Nullable PassResult act(Reading reading, Decision decision) throws InterruptedException {
    for (var action : decision.actions()) {
      try {
        applier.apply(action, reading);
      } catch (DriverException e) {
        return failed(action, reading, e);
      } catch (ApiException | ApiUnreachableException e) {
        return new PassResult.Retry(action + ": " + e.getMessage());
      }
    }
    return null;
  }

  private @Nullable PassResult failed(
      InstanceAction action, Reading reading, DriverException failure) {
    var instance = reading.snapshot().instance();
    var what = action.getClass().getSimpleName();
    if (failure.reason().equals(InstanceReasons.NODE_NOT_CONFIRMED)) {
      LOG.info("start is held back instance={} why={}", instance, failure.getMessage());
      return null;
    }
    if (action instanceof InstanceAction.Prepare || action instanceof InstanceAction.Launch) {
      LOG.warn("start failed instance={} step={} problem={}", instance, what, failure.getMessage());
      var problem = new Problem(failure.reason(), String.valueOf(failure.getMessage()));
      histories.change(instance.uid(), history -> history.failed(problem, clock.instant()));
      return null;
    }
    status.tellStuck(reading.snapshot(), failure);
    return new PassResult.Retry(what + " of " + instance + ": " + failure.getMessage());
  }
}
