package io.ciao.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ManualClockTest {
  @Test
  void bothTimesMoveTogetherAndOnlyWhenTold() {
    ManualClock clock = ManualClock.atStart();
    clock.advance(Duration.ofSeconds(3));

    assertThat(clock.instant()).isEqualTo(ManualClock.START.plusSeconds(3));
    assertThat(clock.nanos().getAsLong()).isEqualTo(3_000_000_000L);
  }

  @Test
  void theWallClockMayBeSetBackWithoutTheMonotonicOne() {
    ManualClock clock = ManualClock.atStart();
    clock.advance(Duration.ofSeconds(3));
    clock.setWall(ManualClock.START);

    assertThat(clock.instant()).isEqualTo(ManualClock.START);
    assertThat(clock.nanos().getAsLong()).isEqualTo(3_000_000_000L);
    assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
