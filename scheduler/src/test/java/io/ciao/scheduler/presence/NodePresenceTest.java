package io.ciao.scheduler.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NodePresenceTest {
  private static final Instant STORED = Instant.parse("2026-01-01T00:00:00Z");

  private final ManualClock clock = ManualClock.atStart();
  private final NodePresence presence = new NodePresence(clock.nanos());

  private void after(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  @Test
  void silenceCountsFromOurStartWhileNothingWasHeard() {
    after(5);

    assertThat(presence.everHeard("n")).isFalse();
    assertThat(presence.silence("n")).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void frameEndsTheSilence() {
    after(5);
    presence.frame("n");
    after(2);

    assertThat(presence.everHeard("n")).isTrue();
    assertThat(presence.silence("n")).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void heartbeatThatWasThereBeforeUsIsNoSignOfLife() {
    presence.heartbeat("n", STORED);
    after(5);
    presence.heartbeat("n", STORED);

    assertThat(presence.everHeard("n")).isFalse();
    assertThat(presence.silence("n")).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void heartbeatThatChangesIsASignOfLifeWhateverTimeItSays() {
    presence.heartbeat("n", STORED);
    after(5);
    presence.heartbeat("n", STORED.minusSeconds(3600));
    after(1);

    assertThat(presence.everHeard("n")).isTrue();
    assertThat(presence.silence("n")).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void firstHeartbeatOfANodeThatHadNoneIsASignOfLife() {
    presence.heartbeat("n", null);
    assertThat(presence.everHeard("n")).isFalse();

    presence.heartbeat("n", STORED);

    assertThat(presence.everHeard("n")).isTrue();
  }

  @Test
  void connectionIsASignOfLifeAndItsEndForgetsFull() {
    presence.connected("n");
    presence.full("n", true);
    assertThat(presence.isFull("n")).isTrue();
    assertThat(presence.everHeard("n")).isTrue();

    presence.disconnected("n");

    assertThat(presence.isFull("n")).isFalse();
  }
}
