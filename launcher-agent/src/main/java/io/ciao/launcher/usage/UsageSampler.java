package io.ciao.launcher.usage;

import io.ciao.api.instance.InstanceState;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.Usage;
import io.ciao.launcher.usage.NodeUsage.InstanceUsage;
import io.ciao.linux.host.HostProbe.ProcessorTime;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measures every 5 s what the machine and its running instances use; a rate is told from the
/// second measurement on. One virtual thread measures, any may ask.
public final class UsageSampler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UsageSampler.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration VALID = PERIOD.multipliedBy(4);
  private static final long MILLI = 1_000;

  /// What is measured.
  ///
  /// @param machine processor time of the machine; empty where that says nothing of the node
  /// @param cpus the machine's processors
  /// @param states every instance by uid
  public record Sources(
      Supplier<Optional<ProcessorTime>> machine,
      int cpus,
      Collection<Driver> drivers,
      Map<String, InstanceState> states) {}

  private record Counted(long cpuNanos, long atNanos) {}

  private record Measured(NodeUsage usage, long atNanos) {}

  private final Sources sources;
  private final LongSupplier nanoTime;
  private Map<String, Counted> before = Map.of();
  private Optional<ProcessorTime> machineBefore = Optional.empty();
  private volatile Measured latest = new Measured(NodeUsage.UNKNOWN, 0);
  private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {});

  public UsageSampler(Sources sources, LongSupplier nanoTime) {
    this.sources = sources;
    this.nanoTime = nanoTime;
  }

  /// Begins to measure.
  public void start() {
    thread = Thread.ofVirtual().name("usage").start(this::run);
  }

  /// What was found last; nothing is known where a driver has not answered for 20 s.
  public NodeUsage latest() {
    var found = latest;
    return nanoTime.getAsLong() - found.atNanos() > VALID.toNanos()
        ? NodeUsage.UNKNOWN
        : found.usage();
  }

  private void run() {
    try {
      while (true) {
        measure();
        Thread.sleep(PERIOD);
      }
    } catch (InterruptedException e) {
      // Only close() interrupts.
      Thread.currentThread().interrupt();
    }
  }

  /// Measures everything once.
  void measure() {
    var counted = new HashMap<String, Counted>();
    var found = new HashMap<String, InstanceUsage>();
    sources
        .states()
        .forEach(
            (uid, state) -> {
              if (state == InstanceState.Running) {
                usage(uid).ifPresent(used -> found.put(uid, rated(uid, used, counted)));
              }
            });
    before = counted;
    latest = new Measured(new NodeUsage(machine(), found), nanoTime.getAsLong());
  }

  /// One that cannot be measured holds up none of the others.
  private Optional<Usage> usage(String uid) {
    for (var driver : sources.drivers()) {
      try {
        var used = driver.usage(uid);
        if (used.isPresent()) {
          return used;
        }
      } catch (DriverException | RuntimeException e) {
        LOG.debug("usage is unknown uid={} driver={}", uid, driver.name(), e);
      }
    }
    return Optional.empty();
  }

  private InstanceUsage rated(String uid, Usage used, Map<String, Counted> counted) {
    var now = nanoTime.getAsLong();
    var cpuMilli = OptionalLong.empty();
    if (used.cpuNanos() >= 0) {
      counted.put(uid, new Counted(used.cpuNanos(), now));
      var earlier = before.get(uid);
      // A copy that was started anew counts from 0.
      if (earlier != null && used.cpuNanos() >= earlier.cpuNanos() && now > earlier.atNanos()) {
        var rate = (double) (used.cpuNanos() - earlier.cpuNanos()) / (now - earlier.atNanos());
        cpuMilli = OptionalLong.of(Math.round(rate * MILLI));
      }
    }
    return new InstanceUsage(cpuMilli, used.memoryBytes(), used.diskBytes());
  }

  private OptionalLong machine() {
    var now = sources.machine().get();
    var earlier = machineBefore;
    machineBefore = now;
    if (now.isEmpty() || earlier.isEmpty()) {
      return OptionalLong.empty();
    }
    var busy = now.get().busyTicks() - earlier.get().busyTicks();
    var all = busy + now.get().idleTicks() - earlier.get().idleTicks();
    return busy < 0 || all <= 0
        ? OptionalLong.empty()
        : OptionalLong.of(busy * sources.cpus() * MILLI / all);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
