package io.ciao.linux.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BootClockTest {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private final BootClock clock = new BootClock();

  /// `/proc/uptime` is the same clock in hundredths of a second.
  @Test
  void saysTheTimeSinceTheMachineWasBooted() throws IOException {
    var uptime = Files.readString(Path.of("/proc/uptime")).split(" ")[0];

    assertThat(clock.nanos() / (double) NANOS_PER_SECOND)
        .isCloseTo(Double.parseDouble(uptime), within(10.0));
  }

  @Test
  void neverGoesBackAndIsFinerThanAMillisecond() {
    var before = clock.nanos();
    var fine = false;
    for (int i = 0; i < 1_000; i++) {
      var now = clock.nanos();
      assertThat(now).isGreaterThanOrEqualTo(before);
      fine |= now % 1_000_000 != 0;
      before = now;
    }
    assertThat(fine).isTrue();
  }
}
