package io.ciao.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.linux.host.HostProbe.ProcessorTime;
import org.junit.jupiter.api.Test;

final class HostProbeTest {
  @Test
  void waitingForADiskAndStolenTimeAreNoWork() {
    assertThat(HostProbe.parseProcessorTime("cpu  100 20 30 4000 500 6 7 80 0 0"))
        .isEqualTo(new ProcessorTime(163, 4500));
    assertThat(new HostProbe().processorTime().busyTicks()).isPositive();
  }
}
