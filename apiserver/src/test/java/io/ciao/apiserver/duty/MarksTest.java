package io.ciao.apiserver.duty;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MarksTest {
  private final Marks<String> marks = new Marks<>();

  @Test
  void keepsEachKeyOnceAndInOrder() throws InterruptedException {
    marks.add("b");
    marks.add("a");
    marks.add("b");

    marks.await(Duration.ofMinutes(1));
    Marks.Taken<String> taken = marks.take();

    assertThat(taken.keys()).containsExactly("b", "a");
    assertThat(taken.all()).isFalse();
    assertThat(marks.take().keys()).isEmpty();
  }

  @Test
  void makesEverythingDueAfterALongSilence() throws InterruptedException {
    marks.await(Duration.ZERO);

    assertThat(marks.take().all()).isTrue();
    assertThat(marks.take().all()).isFalse();
  }

  @Test
  void looksAtEverythingWhenChangesWereMissed() throws InterruptedException {
    marks.add("a");
    marks.addAll();

    marks.await(Duration.ofMinutes(1));

    assertThat(marks.take().all()).isTrue();
  }
}
