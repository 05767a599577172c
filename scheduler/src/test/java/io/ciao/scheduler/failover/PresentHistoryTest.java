package io.ciao.scheduler.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Who was there a minute ago, and who was lost since.
class PresentHistoryTest {
  private static final long BEGIN = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

  private final PresentHistory history = new PresentHistory();

  private static long at(double seconds) {
    return BEGIN + (long) (seconds * 1e9);
  }

  @Test
  void atFirstThoseCountThatWereThereAtTheTakeOver() {
    history.restart(at(0), 5);
    for (int i = 1; i < 60; i++) {
      history.add(at(i), 2);
    }
    assertThat(history.presentBefore()).isEqualTo(5);
    history.add(at(61), 2);
    assertThat(history.presentBefore()).isEqualTo(2);
  }

  @Test
  void whoWasThereAMinuteAgoCounts() {
    history.restart(at(0), 1);
    history.add(at(10), 4);
    history.add(at(50), 3);
    history.add(at(69.9), 0);
    assertThat(history.presentBefore()).as("it has grown since").isEqualTo(4);
    history.add(at(71), 0);
    assertThat(history.presentBefore()).isEqualTo(4);
    history.add(at(111), 0);
    assertThat(history.presentBefore()).isEqualTo(3);
  }

  /// A pass comes several times a second.
  @Test
  void oneSampleASecondIsEnough() {
    history.restart(at(0), 1);
    history.add(at(0.2), 9);
    history.add(at(60.1), 2);
    history.add(at(60.3), 3);
    assertThat(history.presentBefore()).isEqualTo(2);
    history.add(at(120.2), 1);

    assertThat(history.presentBefore()).isEqualTo(2);
  }

  @Test
  void lossesCountForAMinute() {
    history.restart(at(0), 5);
    history.lost("a", 7, at(1));
    history.lost("b", 7, at(30));
    history.add(at(60.9), 3);
    assertThat(history.lostRecently()).isEqualTo(2);
    history.add(at(61), 3);
    assertThat(history.lostRecently()).isEqualTo(1);
    history.restart(at(62), 3);
    assertThat(history.lostRecently()).isZero();
  }

  /// One that comes and goes is one node.
  @Test
  void nodeThatCameBackIsNotMissed() {
    history.restart(at(0), 4);
    history.lost("a", 7, at(1));
    history.lost("a", 8, at(15));
    assertThat(history.lostRecently()).isEqualTo(1);
    history.member("a", 8);
    history.member("b", 1);
    assertThat(history.lostRecently()).as("the cache is late").isEqualTo(1);
    history.member("a", 9);
    assertThat(history.lostRecently()).isZero();
  }
}
