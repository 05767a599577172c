package io.ciao.simulation;

import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.Holding;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.driver.Usage;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.launcher.simulated.SimulatedDriver;
import io.ciao.program.agent.ServedLog;
import java.util.Map;
import java.util.Optional;

/// The hypervisor of a machine as one life of its agent sees it: its steps may be that life's last,
/// and a start may take so long that much happens before it.
final class MortalDriver implements Driver {
  private final World world;
  private final SimNode host;
  private final SimAgent agent;

  MortalDriver(World world, SimNode host, SimAgent agent) {
    this.world = world;
    this.host = host;
    this.agent = agent;
  }

  private SimulatedDriver inner() {
    return host.driver();
  }

  @Override
  public String name() {
    return SimulatedDriver.NAME;
  }

  @Override
  public Map<String, InstanceName> instances() {
    return inner().instances();
  }

  @Override
  public Holding look(String uid) {
    return inner().look(uid);
  }

  @Override
  public boolean prepared(String uid, long epoch) {
    return inner().prepared(uid, epoch);
  }

  /// The agent may be stopped here, after it has decided, and go on when much has changed.
  @Override
  public void prepare(StartPlan plan) throws DriverException, InterruptedException {
    agent.vitals.write(() -> inner().prepare(plan));
    if (world.mishap(6)) {
      world.waitAsNode(host, world.gen.between(1, 12_000));
    }
  }

  @Override
  public void launch(StartPlan plan) throws DriverException {
    var refused = agent.vitals.write(() -> tried(plan));
    if (refused.isPresent()) {
      world.count("start held back");
      throw refused.get();
    }
  }

  private Optional<DriverException> tried(StartPlan plan) {
    var before = inner().look(plan.uid()).at(plan.epoch()).filter(Copy::alive).isPresent();
    try {
      inner().launch(plan);
    } catch (DriverException e) {
      return Optional.of(e);
    }
    if (!before) {
      world.invariants.started(host, plan.uid(), plan.epoch());
    }
    return Optional.empty();
  }

  @Override
  public Optional<PortTarget> portTarget(String uid, long epoch) {
    return inner().portTarget(uid, epoch);
  }

  @Override
  public void proceed(String uid, long epoch) {
    agent.vitals.write(() -> inner().proceed(uid, epoch));
  }

  @Override
  public void askToEnd(String uid, long epoch) {
    agent.vitals.write(() -> inner().askToEnd(uid, epoch));
  }

  @Override
  public void kill(String uid, long epoch) {
    agent.vitals.write(() -> inner().kill(uid, epoch));
  }

  @Override
  public void discard(String uid, long epoch) {
    agent.vitals.write(() -> inner().discard(uid, epoch));
  }

  @Override
  public void erase(String uid) {
    agent.vitals.write(() -> inner().erase(uid));
  }

  @Override
  public Optional<Usage> usage(String uid) {
    return inner().usage(uid);
  }

  @Override
  public Optional<ServedLog> log(String uid) {
    return inner().log(uid);
  }

  @Override
  public void close() {}
}
