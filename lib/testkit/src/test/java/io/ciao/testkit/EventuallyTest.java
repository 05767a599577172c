package io.ciao.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventuallyTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(30);

  @Test
  void looksAgainUntilTheConditionHolds() throws InterruptedException {
    var looks = new AtomicInteger();

    Eventually.within(LONG).until("three looks", () -> looks.incrementAndGet() == 3);

    assertThat(looks).hasValue(3);
  }

  @Test
  void takesAnExceptionForNotYet() throws InterruptedException {
    var looks = new AtomicInteger();

    Eventually.within(LONG)
        .untilAsserted(
            () -> {
              if (looks.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
              }
            });

    assertThat(looks).hasValue(3);
  }

  @Test
  void looksAtLeastOnceEvenWithoutAnyTime() throws InterruptedException {
    Eventually.within(Duration.ZERO).until("true", () -> true);
  }

  @Test
  void failsAfterTheLimitWithTheLastReason() {
    assertThatThrownBy(
            () ->
                Eventually.within(SHORT)
                    .untilAsserted(() -> assertThat("found").isEqualTo("wanted")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("PT0.03S")
        .hasRootCauseInstanceOf(AssertionError.class)
        .hasMessageContaining("wanted");
  }

  @Test
  void passesAnInterruptOn() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Eventually.within(LONG).until("never", () -> false))
        .isInstanceOf(InterruptedException.class)
        .hasMessageContaining("never");
  }
}
