package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ciao.ctl.session.UsageException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "30s,PT30S",
    "5m,PT5M",
    "1h30m,PT1H30M",
    "500ms,PT0.5S",
    "0s,PT0S",
    "1m1ms,PT1M0.001S"
  })
  void readsDurationsAsKubernetesUsersWriteThem(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "5 s", "-5s", "1.5s", "5d", "5s5", "99999999999999999999s"})
  void refusesTheRestAndShowsAnExample(String text) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Durations.parse(text))
        .withMessageContaining("\"" + text + "\"")
        .withMessageContaining("5m");
  }
}
