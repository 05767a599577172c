package io.ciao.scheduler.ssntp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.payload.ReadyExtension;
import io.ciao.ssntp.payload.Renewed;
import org.junit.jupiter.api.Test;

/// Which requests for a renewal come from a node that hears the answers.
class HearingTest {
  private long nanos;
  private final Hearing hearing = new Hearing(() -> nanos);

  private boolean hears(long incarnation, long seq, long heard) {
    return hearing.hears(new ReadyExtension(incarnation, seq, heard));
  }

  @Test
  void whoHasNotBeenAnsweredYetIsBelieved() {
    assertThat(hears(7, 1, 0)).isTrue();
    assertThat(hears(7, 2, 0)).isTrue();
  }

  @Test
  void whoSaysNothingOfAnAnswerInTimeDoesNotHear() {
    hearing.answered(new Renewed(7, 5));

    nanos += Hearing.PATIENCE.toNanos() - 1;
    assertThat(hears(7, 6, 0)).as("it may be on its way").isTrue();
    nanos++;
    assertThat(hears(7, 6, 0)).isFalse();
    assertThat(hears(7, 6, 4)).isFalse();
    assertThat(hears(7, 6, 5)).isTrue();
    assertThat(hears(7, 9, 8)).as("another scheduler answered it since").isTrue();
  }

  @Test
  void anotherMembershipHasHeardNothingYet() {
    hearing.answered(new Renewed(7, 5));
    nanos += 10 * Hearing.PATIENCE.toNanos();

    assertThat(hears(8, 6, 0)).isTrue();
  }
}
