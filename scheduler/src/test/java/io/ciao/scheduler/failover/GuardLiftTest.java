package io.ciao.scheduler.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// For how long an operator's word holds, whatever their clock says.
class GuardLiftTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final GuardLift lift = new GuardLift();
  private Instant now = NOON;
  private long nanos = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

  private void after(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  private boolean holds(@Nullable Instant resumedAt) {
    return lift.holds(resumedAt, now, nanos);
  }

  @Test
  void nothingWasSaid() {
    assertThat(holds(null)).isFalse();
  }

  /// The clock of whoever said so may be a day off.
  @ParameterizedTest
  @CsvSource({"0", "-86400", "86400"})
  void newWordHoldsForAMinuteFromWhenItCame(long off) {
    assertThat(holds(null)).isFalse();
    var said = NOON.plusSeconds(off);

    assertThat(holds(said)).isTrue();
    after(Duration.ofMillis(59_999));
    assertThat(holds(said)).isTrue();
    after(Duration.ofMillis(1));
    assertThat(holds(said)).isFalse();

    assertThat(holds(said.plusSeconds(60))).as("said again").isTrue();
  }

  @ParameterizedTest
  @CsvSource({"-61, 0", "-60, 0", "-59, 1", "-30, 30", "0, 60", "30, 60", "60, 0"})
  void wordThatWasThereBeforeUsCountsByItsOwnTime(long off, long left) {
    var said = NOON.plusSeconds(off);

    assertThat(holds(said)).isEqualTo(left > 0);
    after(Duration.ofSeconds(left));
    assertThat(holds(said)).isFalse();
  }

  @Test
  void anEarlierTimeOrNoneEndsIt() {
    assertThat(holds(null)).isFalse();
    assertThat(holds(NOON)).isTrue();
    assertThat(holds(NOON.minusSeconds(1))).isFalse();

    assertThat(holds(NOON.plusSeconds(1))).isTrue();
    assertThat(holds(null)).isFalse();
  }

  @Test
  void anotherLeaderKnowsNothing() {
    assertThat(holds(null)).isFalse();
    assertThat(holds(NOON.minusSeconds(600))).isTrue();

    lift.restart();

    assertThat(holds(NOON.minusSeconds(600))).isFalse();
  }
}
