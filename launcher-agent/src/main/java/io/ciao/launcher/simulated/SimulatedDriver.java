package io.ciao.launcher.simulated;

import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.Ending;
import io.ciao.launcher.driver.Holding;
import io.ciao.launcher.driver.Machine;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.launcher.driver.StartGate;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.driver.Usage;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.program.agent.ServedLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// A declared fake: copies start at once, run for ever and exist in this process alone.
public final class SimulatedDriver implements Driver {
  public static final String NAME = "simulated";

  /// As the original's simulation: a tenth of what was asked for.
  private static final int SHARE = 10;

  private record Fake(InstanceName instance, Machine machine, Copy copy) {}

  private final Map<String, Fake> copies = new ConcurrentHashMap<>(4);
  private final InstantSource clock;
  private final StartGate gate;

  public SimulatedDriver(InstantSource clock, StartGate gate) {
    this.clock = clock;
    this.gate = gate;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, InstanceName> instances() {
    var found = new TreeMap<String, InstanceName>();
    copies.forEach((uid, fake) -> found.put(uid, fake.instance()));
    return found;
  }

  @Override
  public Holding look(String uid) {
    var fake = copies.get(uid);
    return fake == null ? Holding.NOTHING : new Holding(List.of(fake.copy()), true);
  }

  @Override
  public boolean prepared(String uid, long epoch) {
    return true;
  }

  @Override
  public void prepare(StartPlan plan) {
    // Nothing to make.
  }

  @Override
  public void launch(StartPlan plan) throws DriverException {
    gate.check(plan.uid());
    copies.compute(
        plan.uid(),
        (uid, present) ->
            present != null && present.copy().epoch() == plan.epoch() && present.copy().alive()
                ? present
                : new Fake(plan.instance(), plan.machine(), running(uid, plan.epoch())));
  }

  private Copy running(String uid, long epoch) {
    return new Copy(uid, epoch, CopyState.RUNNING, clock.instant(), null, null);
  }

  @Override
  public Optional<PortTarget> portTarget(String uid, long epoch) {
    return Optional.of(new PortTarget.Nowhere());
  }

  @Override
  public void proceed(String uid, long epoch) {
    // It runs already.
  }

  @Override
  public void askToEnd(String uid, long epoch) {
    kill(uid, epoch);
  }

  @Override
  public void kill(String uid, long epoch) {
    copies.computeIfPresent(
        uid,
        (_, fake) -> {
          var copy = fake.copy();
          if (copy.epoch() != epoch || !copy.alive()) {
            return fake;
          }
          var now = clock.instant();
          var ending = new Ending(now, 0, "it was ended on request");
          return new Fake(
              fake.instance(),
              fake.machine(),
              new Copy(uid, epoch, CopyState.ENDED, copy.startedAt(), now, ending));
        });
  }

  @Override
  public void discard(String uid, long epoch) {
    copies.computeIfPresent(uid, (_, fake) -> fake.copy().epoch() == epoch ? null : fake);
  }

  @Override
  public void erase(String uid) {
    copies.remove(uid);
  }

  @Override
  public Optional<Usage> usage(String uid) {
    return Optional.ofNullable(copies.get(uid))
        .filter(fake -> fake.copy().alive())
        .map(this::usage);
  }

  private Usage usage(Fake fake) {
    var machine = fake.machine();
    var lived = Duration.between(fake.copy().startedAt(), clock.instant()).toNanos();
    return machine.vcpus() == 0
        ? new Usage(Usage.UNKNOWN, Usage.UNKNOWN, Usage.UNKNOWN)
        : new Usage(lived * machine.vcpus() / SHARE, machine.memoryBytes() / SHARE, 0);
  }

  @Override
  public Optional<ServedLog> log(String uid) {
    return copies.containsKey(uid)
        ? Optional.of(
            (out, _, _) ->
                out.write("a simulated instance says nothing\n".getBytes(StandardCharsets.UTF_8)))
        : Optional.empty();
  }

  @Override
  public void close() {
    copies.clear();
  }
}
