package io.ciao.launcher.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.InstanceState;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.simulated.SimulatedDriver;
import io.ciao.launcher.testing.Plans;
import io.ciao.launcher.usage.NodeUsage.InstanceUsage;
import io.ciao.linux.host.HostProbe.ProcessorTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class UsageSamplerTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Optional<ProcessorTime>> machine =
      new AtomicReference<>(Optional.empty());

  private UsageSampler sampler(List<Driver> drivers, Map<String, InstanceState> states) {
    return new UsageSampler(new UsageSampler.Sources(machine::get, 2, drivers, states), nanos::get);
  }

  @Test
  void tellsARateOnceItHasTwoMeasurements() throws Exception {
    try (var driver = new SimulatedDriver(() -> START.plusNanos(nanos.get()), _ -> {})) {
      var plan = Plans.of("uid-1", 5, new ImageChoice.NoImage());
      driver.launch(plan);
      var states =
          Map.of(
              "uid-1",
              InstanceState.Running,
              "gone",
              InstanceState.Running,
              "x",
              InstanceState.Stopped);
      try (var sampler = sampler(List.of(driver), states)) {
        sampler.measure();
        var memory = plan.machine().memoryBytes() / 10;
        assertThat(sampler.latest().instances())
            .isEqualTo(Map.of("uid-1", new InstanceUsage(OptionalLong.empty(), memory, 0)));

        nanos.addAndGet(5 * SECOND);
        sampler.measure();
        var milli = OptionalLong.of(100 * plan.machine().vcpus());
        assertThat(sampler.latest().instances())
            .isEqualTo(Map.of("uid-1", new InstanceUsage(milli, memory, 0)));

        nanos.addAndGet(21 * SECOND);
        assertThat(sampler.latest()).isEqualTo(NodeUsage.UNKNOWN);
      }
    }
  }

  @Test
  void aMachineIsUnknownUntilItsTimeHasPassed() {
    try (var sampler = sampler(List.of(), Map.of())) {
      sampler.measure();
      assertThat(sampler.latest()).isEqualTo(NodeUsage.UNKNOWN);
      machine.set(Optional.of(new ProcessorTime(100, 1_000)));
      sampler.measure();
      assertThat(sampler.latest().cpuMilli()).isEmpty();
      machine.set(Optional.of(new ProcessorTime(350, 1_750)));
      sampler.measure();
      assertThat(sampler.latest().cpuMilli()).hasValue(500);
    }
  }
}
