package io.ciao.launcher.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.launcher.instance.StartHistory.Problem;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartHistoryTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Problem WHY = new Problem("DiskFailed", "no room");

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "2, 2", "3, 4", "9, 256", "10, 300", "13, 300", "1000000, 300"})
  void theDelayDoublesUpToFiveMinutes(int failures, int seconds) {
    assertThat(StartHistory.delay(failures)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void eachFailureDelaysTheNextStartMore() {
    var once = StartHistory.NONE.failed(WHY, NOW);
    assertThat(once).isEqualTo(new StartHistory(1, NOW.plusSeconds(1), WHY, null));

    var twice = once.failed(WHY, NOW);
    assertThat(twice).isEqualTo(new StartHistory(2, NOW.plusSeconds(2), WHY, null));
  }

  @Test
  void anEndCountsAndSaysWhichOneItWas() {
    var started = NOW.minusSeconds(5);
    var ended = StartHistory.NONE.failed(WHY, NOW).ended(started, NOW);

    assertThat(ended).isEqualTo(new StartHistory(2, NOW.plusSeconds(2), null, started));
    assertThat(ended.ended(NOW, NOW.plusSeconds(1)).failures()).isEqualTo(3);
  }

  @Test
  void whoRanTenMinutesWasWell() {
    var often = new StartHistory(7, NOW, WHY, null);

    assertThat(often.ended(NOW, NOW.plus(StartHistory.HEALTHY_AFTER)).failures()).isEqualTo(1);
    assertThat(often.ended(NOW, NOW.plus(StartHistory.HEALTHY_AFTER).minusMillis(1)).failures())
        .isEqualTo(8);
  }

  @Test
  void whatWasStoppedOrWishedIsNobodysFailure() {
    var often = new StartHistory(7, NOW, WHY, NOW.minusSeconds(50));

    assertThat(often.stopped(NOW)).isEqualTo(new StartHistory(0, Instant.EPOCH, null, NOW));
    assertThat(often.wished())
        .isEqualTo(new StartHistory(0, Instant.EPOCH, null, NOW.minusSeconds(50)));
  }
}
