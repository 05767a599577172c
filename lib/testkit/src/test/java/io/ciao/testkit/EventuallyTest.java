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
  void restsAsLongAsALookTook() {
    var looks = new AtomicInteger();

    assertThatThrownBy(
            () ->
                Eventually.within(Duration.ofMillis(400))
                    .until(
                        "never",
                        () -> {
                          var begun = System.nanoTime();
                          looks.incrementAndGet();
                          while (System.nanoTime() - begun < Duration.ofMillis(40).toNanos()) {
                            Thread.onSpinWait();
                          }
                          return false;
                        }))
        .isInstanceOf(AssertionError.class);

    // 400 ms hold five looks of 40 ms with as much rest; without, eight.
    assertThat(looks).hasValueLessThanOrEqualTo(6);
  }

  @Test
  void passesAnInterruptOn() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Eventually.within(LONG).until("never", () -> false))
        .isInstanceOf(InterruptedException.class)
        .hasMessageContaining("never");
  }
}
