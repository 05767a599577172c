package io.ciao.launcher.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenewalPaceTest {
  private static final long START = at(1_000_000);

  private static long at(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private static long after(long nanos) {
    return Duration.ofNanos(nanos - START).toMillis();
  }

  @Test
  void firstRenewalIsDueAtOnceAndTheNextASecondAfterItWasSent() {
    var begun = RenewalPace.begin(3, START);
    var answered = begun.answered(START).answered(START + at(1_200));

    assertThat(begun.due()).isEqualTo(START);
    assertThat(begun.server()).isZero();
    assertThat(after(answered.due())).isEqualTo(2_200);
    assertThat(answered.asksSchedulers(START + at(5_000))).isFalse();
  }

  @Test
  void nextApiserverIsTriedAtOnceAndStayedWithOnceItAnswers() {
    var tried = RenewalPace.begin(3, START).failed(START, START + at(500));
    var stayed = tried.answered(START + at(500)).answered(START + at(1_500));

    assertThat(after(tried.due())).isEqualTo(500);
    assertThat(tried.server()).isEqualTo(1);
    assertThat(stayed.server()).isEqualTo(1);
    assertThat(stayed.failures()).isZero();
  }

  @Test
  void roundsOfQuickRefusalsBeginASecondApart() {
    var first = RenewalPace.begin(2, START).failed(START, START + at(1));
    var round = first.failed(START + at(1), START + at(2));
    var next = round.failed(START + at(1_000), START + at(1_001));

    assertThat(after(first.due())).isEqualTo(1);
    assertThat(after(round.due())).isEqualTo(1_000);
    assertThat(round.server()).isZero();
    assertThat(after(next.due())).isEqualTo(1_001);
    assertThat(after(next.failed(START + at(1_001), START + at(1_002)).due())).isEqualTo(2_000);
  }

  @Test
  void roundThatTookLongerThanASecondIsFollowedAtOnce() {
    var pace = RenewalPace.begin(3, START);
    for (int attempt = 0; attempt < 3; attempt++) {
      pace = pace.failed(START + at(500L * attempt), START + at(500L * (attempt + 1)));
    }

    assertThat(after(pace.due())).isEqualTo(1_500);
  }

  @Test
  void schedulersAreAskedOnceNoApiserverHasAnswered() {
    var one = RenewalPace.begin(2, START).failed(START, START + at(1));
    var both = one.failed(START + at(1), START + at(2));

    assertThat(one.asksSchedulers(START + at(1))).isFalse();
    assertThat(both.asksSchedulers(START + at(2))).isTrue();
    assertThat(both.answered(START + at(1_000)).asksSchedulers(START + at(1_000))).isFalse();
  }

  @Test
  void manyApiserversAreNotWaitedForUntilTheTimeToLiveIsOver() {
    var pace = RenewalPace.begin(20, START);
    var asked = new ArrayList<Long>();
    for (var now = START; after(now) < 6_000; now += at(500)) {
      pace = pace.failed(now, now + at(500));
      if (pace.asksSchedulers(now + at(500))) {
        pace = pace.asked(now + at(500));
        asked.add(after(now + at(500)));
      }
    }

    assertThat(asked).isEqualTo(List.of(2_000L, 3_000L, 4_000L, 5_000L, 6_000L));
  }

  @Test
  void schedulersAreAskedOnceASecondHoweverQuicklyApiserversRefuse() {
    var pace = RenewalPace.begin(1, START);
    var asked = 0;
    for (var now = START; after(now) < 10_000; now = pace.due()) {
      pace = pace.failed(now, now + at(1));
      if (pace.asksSchedulers(now + at(1))) {
        pace = pace.asked(now + at(1));
        asked++;
      }
    }

    assertThat(asked).isEqualTo(10);
  }

  @Test
  void anotherIncarnationIsRenewedAtOnceByTheSameApiserver() {
    var pace = RenewalPace.begin(2, START).failed(START, START).answered(START);

    var anew = pace.anew(START + at(10));

    assertThat(after(anew.due())).isEqualTo(10);
    assertThat(anew.server()).isEqualTo(1);
  }
}
