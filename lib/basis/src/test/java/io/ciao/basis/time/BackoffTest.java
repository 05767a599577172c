package io.ciao.basis.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  @ParameterizedTest
  @CsvSource({"0,100", "1,100", "2,200", "3,400", "6,3200", "7,5000", "2000000000,5000"})
  void doublesUpToTheLimitAndTakesOffUpToHalf(int failures, long fullMillis) {
    var backoff =
        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), new SplittableRandom(7));

    for (int i = 0; i < 100; i++) {
      assertThat(backoff.after(failures))
          .isBetween(Duration.ofMillis(fullMillis / 2), Duration.ofMillis(fullMillis));
    }
  }

  @Test
  void longDelaysDoNotRunOver() {
    var backoff =
        new Backoff(Duration.ofDays(1), Duration.ofDays(100_000), new SplittableRandom(7));

    assertThat(backoff.after(64)).isBetween(Duration.ofDays(50_000), Duration.ofDays(100_000));
  }

  @Test
  void spreadsDelaysOfOneCause() {
    var backoff =
        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), new SplittableRandom(7));

    assertThat(backoff.after(1)).isNotEqualTo(backoff.after(1));
  }

  @Test
  void refusesDelaysThatMakeNoSense() {
    assertThatThrownBy(
            () -> new Backoff(Duration.ZERO, Duration.ofSeconds(1), new SplittableRandom(1)))
        .hasMessageContaining("0 < first <= limit");
    assertThatThrownBy(
            () ->
                new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), new SplittableRandom(1)))
        .hasMessageContaining("PT2S");
  }
}
