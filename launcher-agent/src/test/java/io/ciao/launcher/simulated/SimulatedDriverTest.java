package io.ciao.launcher.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.testing.Plans;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class SimulatedDriverTest {

  @Test
  void startsNothingThroughAClosedGate() {
    try (var driver =
        new SimulatedDriver(
            InstantSource.system(),
            _ -> {
              throw new DriverException(InstanceReasons.NODE_NOT_CONFIRMED, "closed");
            })) {
      var plan = Plans.of("uid-1", 5, new ImageChoice.NoImage());

      assertThatThrownBy(() -> driver.launch(plan)).hasMessage("closed");
      assertThat(driver.look("uid-1").copies()).isEmpty();
    }
  }
}
