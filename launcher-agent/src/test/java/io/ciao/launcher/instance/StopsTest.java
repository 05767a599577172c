package io.ciao.launcher.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.instance.Stops.Asked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration GRACE = Duration.ofSeconds(30);

  @Test
  void ofSeveralGuestsTheOneWhoseTimeIsUpFirstIsWaitedFor() {
    var early = asked(4, 20);
    var late = asked(5, 10);

    for (var copies : List.of(List.of(early, late), List.of(late, early))) {
      var stops = Stops.of(copies, GRACE, NOW);

      assertThat(stops).isEqualTo(new Stops(false, List.of(), new Asked(4, NOW.plusSeconds(10))));
      assertThat(stops.decision(NOW)).isEqualTo(Decision.later(Duration.ofSeconds(10)));
    }
  }

  @Test
  void guestWhoseTimeIsUpIsEndedThoughAnotherHasTimeLeft() {
    var stops = Stops.of(List.of(asked(4, 30), asked(5, 10)), GRACE, NOW);

    assertThat(stops.decision(NOW)).isEqualTo(Decision.act(List.of(new InstanceAction.Kill(4))));
  }

  private static Copy asked(long epoch, long secondsAgo) {
    var askedAt = NOW.minusSeconds(secondsAgo);
    return new Copy("u", epoch, CopyState.RUNNING, askedAt.minusSeconds(60), askedAt, null);
  }
}
