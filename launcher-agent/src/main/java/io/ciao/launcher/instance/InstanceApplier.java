package io.ciao.launcher.instance;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.instance.InstanceSnapshotReader.Reading;
import io.ciao.launcher.journal.Acts;
import io.ciao.launcher.ledger.InstanceLedger;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.launcher.network.PortRequest;
import io.ciao.launcher.network.Ports;
import io.ciao.launcher.trace.TracedStarts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Performs one action on the world. What is already so is a success; nothing is decided here.
final class InstanceApplier {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceApplier.class);

  private final InstanceLedger ledger;
  private final KeptObjects kept;
  private final Ports ports;
  private final InstanceQuestions questions;
  private final Histories histories;
  private final Acts acts;
  private final InstanceStatusWriter status;
  private final TracedStarts traces;

  InstanceApplier(
      InstanceSnapshotReader.Sources sources,
      InstanceQuestions questions,
      Histories histories,
      Acts acts,
      InstanceStatusWriter status,
      TracedStarts traces) {
    this.ledger = sources.ledger();
    this.kept = sources.kept();
    this.ports = sources.ports();
    this.questions = questions;
    this.histories = histories;
    this.acts = acts;
    this.status = status;
    this.traces = traces;
  }

  /// Performs the action for the instance that was read.
  ///
  /// @throws DriverException if the hypervisor, engine or kernel refused; the reason is for people
  void apply(InstanceAction action, Reading reading) throws DriverException, InterruptedException {
    var instance = reading.snapshot().instance();
    switch (action) {
      case InstanceAction.Tell tell -> status.tell(reading.snapshot(), tell.epoch(), tell.facts());
      case InstanceAction.AskApiserver ask -> questions.ask(instance, ask.epoch());
      case InstanceAction.AskToEnd ask -> {
        acts.askToEnd(driver(reading), instance.uid(), ask.epoch());
        LOG.info("asked to end {}", told(instance, ask.epoch()));
      }
      case InstanceAction.Kill kill -> {
        acts.kill(driver(reading), instance.uid(), kill.epoch());
        LOG.info("killed {}", told(instance, kill.epoch()));
      }
      case InstanceAction.RecordEnd end ->
          histories.change(
              instance.uid(),
              history ->
                  end.wished()
                      ? history.stopped(end.startedAt())
                      : history.ended(end.startedAt(), end.finishedAt()));
      case InstanceAction.DiscardCopy discard ->
          acts.discard(driver(reading), instance.uid(), discard.epoch());
      case InstanceAction.Unplug _ -> ports.unplug(instance.uid());
      case InstanceAction.RecordReleased released ->
          ledger.recordReleased(instance, released.epoch());
      case InstanceAction.EraseData _ -> {
        acts.erase(driver(reading), instance.uid());
        LOG.info("erased instance instance={} uid={}", instance, instance.uid());
      }
      case InstanceAction.RemoveFinalizer _ -> questions.removeFinalizer(instance);
      case InstanceAction.Bury _ -> {
        ledger.bury(instance.uid());
        histories.forget(instance.uid());
        questions.forgetAnswers(instance.uid());
        traces.forget(instance.uid());
      }
      case InstanceAction.Forget _ -> {
        questions.forget(instance.uid());
        kept.forget(KeptKind.INSTANCE, instance.uid());
        status.forget(instance.uid());
      }
      case InstanceAction.RecordActed acted ->
          ledger.recordActed(instance, acted.driver(), acted.epoch());
      case InstanceAction.RecordRestart restart -> {
        ledger.recordRestart(instance, restart.wish());
        histories.change(instance.uid(), StartHistory::wished);
      }
      case InstanceAction.Prepare prepare -> prepare(prepare.plan(), driver(reading));
      case InstanceAction.Launch launch -> launch(launch.plan(), driver(reading));
      case InstanceAction.Plug plug -> plug(plug, reading);
      case InstanceAction.Proceed proceed ->
          acts.proceed(driver(reading), instance.uid(), proceed.epoch());
    }
  }

  private void prepare(StartPlan plan, Driver driver) throws DriverException, InterruptedException {
    traces.reached(plan.uid(), plan.epoch(), TraceMark.READY);
    driver.prepare(plan);
    traces.reached(plan.uid(), plan.epoch(), TraceMark.PREPARED);
  }

  private void launch(StartPlan plan, Driver driver) throws DriverException, InterruptedException {
    acts.launch(driver, plan);
    traces.reached(plan.uid(), plan.epoch(), TraceMark.LAUNCHED);
    LOG.info(
        "started instance instance={} uid={} epoch={}", plan.instance(), plan.uid(), plan.epoch());
  }

  private static String told(InstanceName instance, long epoch) {
    return "instance=" + instance + " uid=" + instance.uid() + " epoch=" + epoch;
  }

  private void plug(InstanceAction.Plug plug, Reading reading) throws DriverException {
    var uid = reading.snapshot().instance().uid();
    var target =
        driver(reading)
            .portTarget(uid, plug.epoch())
            .orElseThrow(
                () ->
                    new DriverException(
                        InstanceReasons.LAUNCH_FAILURE,
                        "its process ended before its interface was plugged"));
    ports.plug(new PortRequest(uid, plug.nic(), target));
  }

  private static Driver driver(Reading reading) {
    var driver = reading.driver();
    if (driver == null) {
      throw new IllegalStateException(
          "an action on instance " + reading.snapshot().instance() + " without a driver");
    }
    return driver;
  }
}
