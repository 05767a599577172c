package io.ciao.ssntp.cert;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RenewalRuleTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = BEGIN.plus(Duration.ofHours(24));

  private static Instant due(int failures, Instant failedAt) {
    return RenewalRule.due(
        new RenewalRule.State(BEGIN, END, BigInteger.valueOf(2_000), failures, failedAt));
  }

  @Test
  void afterTwoThirdsOfItsLife() {
    assertThat(due(0, Instant.EPOCH)).isEqualTo(BEGIN.plus(Duration.ofHours(16)));
  }

  @Test
  void spreadOverATwentiethOfItsLife() {
    for (var serial = 0; serial < 3_000; serial += 7) {
      var due =
          RenewalRule.due(
              new RenewalRule.State(BEGIN, END, BigInteger.valueOf(serial), 0, Instant.EPOCH));
      assertThat(due)
          .isBetween(
              BEGIN.plus(Duration.ofHours(16)), BEGIN.plus(Duration.ofHours(16)).plusSeconds(4320));
    }
  }

  @Test
  void afterFailuresLaterAndLaterButTenTimesBeforeItsEnd() {
    var early = BEGIN.plus(Duration.ofHours(16));
    assertThat(due(1, early)).isEqualTo(early.plusSeconds(30));
    assertThat(due(3, early)).isEqualTo(early.plusSeconds(120));
    assertThat(due(50, early)).isEqualTo(early.plus(Duration.ofMinutes(48)));
    var late = END.minusSeconds(600);
    assertThat(due(50, late)).isEqualTo(late.plusSeconds(60));
    assertThat(due(50, END.plusSeconds(9))).isEqualTo(END.plusSeconds(19));
  }
}
