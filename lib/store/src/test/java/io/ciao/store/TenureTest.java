package io.ciao.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.store.Tenure.Seen;
import io.ciao.store.Tenure.Step;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a leader does next, by what it knows.
final class TenureTest {
  private static final Duration TTL = Duration.ofSeconds(2);
  private static final long ASKED = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();
  private static final Tenure WON = Tenure.won(new Term("test", 7), 1, TTL, ASKED);

  private static long after(long millis) {
    return ASKED + Duration.ofMillis(millis).toNanos();
  }

  /// The monotonic clock runs over the end of the numbers meanwhile.
  @ParameterizedTest
  @CsvSource({
    "0, 100, wait",
    "450, 50, wait",
    "500, 500, renew",
    "1200, 300, renew",
    "1499, 1, renew",
    "1500, 0, step down",
    "2500, 0, step down"
  })
  void withoutNewsItGoesByTheTimeSinceTheLastRenewal(long millis, long limit, String what) {
    Step step = WON.next(Seen.NOTHING, after(millis));

    switch (what) {
      case "wait" -> assertThat(step).isEqualTo(new Step.Wait(Duration.ofMillis(limit)));
      case "renew" -> assertThat(step).isEqualTo(new Step.Renew(Duration.ofMillis(limit)));
      default -> assertThat(step).isInstanceOf(Step.StepDown.class);
    }
  }

  @Test
  void itStepsDownAtOnceWhenItsKeyOrItsTermIsGone() {
    assertThat(WON.next(Seen.KEY_TOUCHED, after(1)))
        .isEqualTo(new Step.StepDown("the election's key was removed or taken over"));
    assertThat(WON.next(Seen.WRITE_REFUSED, after(1)))
        .isEqualTo(new Step.StepDown("a write under this term was refused"));
  }

  @Test
  void afterAFailureItWaitsALittleAndTriesAgain() {
    Tenure failed = WON.failed(after(600));

    assertThat(failed.next(Seen.NOTHING, after(640)))
        .isEqualTo(new Step.Wait(Duration.ofMillis(60)));
    assertThat(failed.next(Seen.NOTHING, after(700))).isInstanceOf(Step.Renew.class);
    assertThat(failed.next(Seen.NOTHING, after(1_500))).isInstanceOf(Step.StepDown.class);
  }

  @Test
  void aRenewalCountsFromTheMomentItWasAskedFor() {
    Tenure renewed = WON.renewed(after(500), after(900));

    assertThat(renewed.next(Seen.NOTHING, after(999))).isInstanceOf(Step.Wait.class);
    assertThat(renewed.next(Seen.NOTHING, after(1_000))).isInstanceOf(Step.Renew.class);
    assertThat(renewed.next(Seen.NOTHING, after(2_000))).isInstanceOf(Step.StepDown.class);
  }

  /// However long answers take and however often they fail: whoever keeps to the limits that it is
  /// given has stepped down before the lease can have ended. From a moment on no answer comes any
  /// more, so every case ends.
  @Test
  void itNeverLeadsWhenTheLeaseMayHaveEnded() {
    int renewals = 0;
    int ends = 0;
    int cases = Seeds.cases(2_000);
    for (long seed = 0; seed < cases; seed++) {
      Gen gen = Gen.ofSeed(seed);
      Tenure tenure = WON;
      long now = ASKED;
      for (int i = 0; i < 1_000; i++) {
        assertThat(now - tenure.renewed()).as("seed %d", seed).isLessThan(TTL.toNanos());
        Step step = tenure.next(Seen.NOTHING, now);
        if (step instanceof Step.StepDown) {
          ends++;
          break;
        }
        long asked = now;
        switch (step) {
          case Step.Wait(Duration longest) -> now += gen.between(1, (int) longest.toNanos());
          case Step.Renew(Duration patience) -> {
            now += gen.between(1, (int) patience.toNanos());
            boolean answered = i < 60 && gen.between(0, 2) == 0;
            tenure = answered ? tenure.renewed(asked, now) : tenure.failed(now);
            renewals += answered ? 1 : 0;
          }
          case Step.StepDown _ -> throw new AssertionError();
        }
      }
    }
    assertThat(renewals).isPositive();
    assertThat(ends).isEqualTo(cases);
  }
}
