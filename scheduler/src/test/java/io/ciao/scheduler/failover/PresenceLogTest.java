package io.ciao.scheduler.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.store.PresenceFeed.Seen;
import io.ciao.store.Renewal;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What is known of renewals, as time goes by.
class PresenceLogTest {
  private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
  private long revision = 100;
  private final PresenceLog log = new PresenceLog(".me", () -> now);

  private void after(long millis) {
    now += Duration.ofMillis(millis).toNanos();
  }

  private void renewed(String node, long incarnation, long seq) {
    log.renewed(node, new Seen(new Renewal(incarnation, seq), ++revision));
  }

  private OptionalLong written() {
    return log.of("a", 7, true).written();
  }

  private Duration silence(long incarnation) {
    return log.of("a", incarnation, true).since();
  }

  @Test
  void silenceCountsFromTheNewestRenewal() {
    renewed("a", 7, 1);
    after(1_000);
    renewed("a", 7, 2);
    after(500);

    assertThat(silence(7)).isEqualTo(Duration.ofMillis(500));
    assertThat(written()).isEqualTo(OptionalLong.of(102));
    after(9_000);
    assertThat(silence(7)).isEqualTo(Duration.ofMillis(9_500));
  }

  @Test
  void renewalThatComesLateOrTwiceIsNoSignOfLife() {
    renewed("a", 7, 2);
    after(3_000);
    renewed("a", 7, 2);
    renewed("a", 7, 1);
    renewed("a", 6, 9);

    assertThat(silence(7)).isEqualTo(Duration.ofSeconds(3));
    assertThat(written()).as("it stands in the key all the same").isEqualTo(OptionalLong.of(104));
  }

  @Test
  void clockStartsWhenANodeIsFirstLookedAtAndWhenItBecomesAMember() {
    assertThat(silence(7)).isZero();
    after(4_000);
    assertThat(silence(7)).isEqualTo(Duration.ofSeconds(4));

    assertThat(log.of("a", 8, false).since()).as("another incarnation").isZero();
    after(20_000);
    assertThat(log.of("a", 8, false).since()).isEqualTo(Duration.ofSeconds(20));
    assertThat(log.of("a", 8, true).since()).as("it is a member now").isZero();
    assertThat(log.of("a", 8, true).written()).isEmpty();
  }

  @Test
  void afterAListAllClocksStartAgain() {
    renewed("a", 7, 1);
    after(5_000);

    log.listed(Map.of("b", new Seen(new Renewal(9, 4), 110)));

    assertThat(silence(7)).isZero();
    assertThat(log.of("b", 9, true).written()).isEqualTo(OptionalLong.of(110));
    assertThat(written()).as("the list has none").isEmpty();
    after(2_000);
    log.restart();
    assertThat(silence(7)).isZero();
  }

  /// Whoever wrote it is gone, which says nothing of the node.
  @Test
  void keyThatEndsEarlyRestartsNoClock() {
    renewed("a", 7, 1);
    after(2_000);

    log.gone("a");

    assertThat(silence(7)).isEqualTo(Duration.ofSeconds(2));
    assertThat(written()).as("the loss compares that").isEmpty();
  }

  @Test
  void ourOwnRenewalsAreSteadyWhileNoGapIsLongerThanASecond() {
    assertThat(log.probeSteady()).isZero();
    renewed(".me", 0, 1);
    assertThat(log.probeSteady()).isZero();
    for (int i = 0; i < 3; i++) {
      after(1_000);
      renewed(".me", 0, 2 + i);
    }
    assertThat(log.probeSteady()).isEqualTo(Duration.ofSeconds(3));
    after(1_001);
    assertThat(log.probeSteady()).as("a gap").isZero();
    renewed(".me", 0, 9);
    assertThat(log.probeSteady()).as("begins again").isZero();
    after(400);
    assertThat(log.probeSteady()).isEqualTo(Duration.ofMillis(400));
    log.restart();
    assertThat(log.probeSteady()).isZero();
  }
}
