package io.ciao.launcher.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.launcher.testing.Objects;
import io.ciao.testkit.Allocations;
import io.ciao.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TracedStartsTest {
  private static final int MANY = 10_000;

  private final ManualClock clock = ManualClock.atStart();
  private final TracedStarts starts = new TracedStarts(clock);

  private static Instance instance(String uid, long epoch, boolean traced) {
    var tree = Objects.instance("web", uid, "n1", "n1-uid", epoch).apply(Json.object());
    if (traced) {
      tree.withObject("/metadata").withObject("/labels").put(Instance.TRACE_LABEL, "shop");
    }
    return Json.toRecord(tree, Instance.class);
  }

  private void later() {
    clock.advance(Duration.ofMillis(1));
  }

  private void start(String uid, long epoch) {
    starts.looked(instance(uid, epoch, true));
    later();
    starts.looked(instance(uid, epoch, true));
    for (var mark : new TraceMark[] {TraceMark.READY, TraceMark.PREPARED, TraceMark.LAUNCHED}) {
      starts.reached(uid, epoch, mark);
      later();
    }
  }

  @Test
  void tellsEachMarkAsItWasFirstReached() {
    starts.arrived("u", 7, ManualClock.START.minusMillis(3), ManualClock.START.minusMillis(1));
    start("u", 7);

    var told = starts.reported("u", 7);

    assertThat(told)
        .isEqualTo(
            TraceMarks.NONE
                .with(TraceMark.SENT, ManualClock.START.minusMillis(3))
                .with(TraceMark.ARRIVED, ManualClock.START.minusMillis(1))
                .with(TraceMark.RECEIVED, ManualClock.START)
                .with(TraceMark.READY, ManualClock.START.plusMillis(1))
                .with(TraceMark.PREPARED, ManualClock.START.plusMillis(2))
                .with(TraceMark.LAUNCHED, ManualClock.START.plusMillis(3))
                .with(TraceMark.REPORTED, ManualClock.START.plusMillis(4)));
    later();
    assertThat(starts.reported("u", 7)).isEqualTo(told);
  }

  @Test
  void aNewEpochBeginsAnewAndAnOldOneIsNotHeard() {
    start("u", 7);
    starts.arrived("u", 9, ManualClock.START, ManualClock.START);
    start("u", 7);

    assertThat(starts.reported("u", 9).has(TraceMark.LAUNCHED)).isFalse();
    assertThat(starts.reported("u", 7).isEmpty()).isTrue();
  }

  @Test
  void whatIsForgottenIsNotTold() {
    start("u", 7);

    starts.forget("u");

    assertThat(starts.reported("u", 7).isEmpty()).isTrue();
  }

  @Test
  void theEldestIsForgottenBeforeItIsTooMuch() {
    for (int i = 0; i <= 1_024; i++) {
      start("u" + i, 7);
    }

    assertThat(starts.reported("u0", 7).isEmpty()).isTrue();
    assertThat(starts.reported("u1", 7).has(TraceMark.LAUNCHED)).isTrue();
  }

  @Test
  void whatIsNotTracedCostsNoMemory() {
    var plain = instance("u", 7, false);

    var bytes =
        Allocations.bytes(
            MANY,
            () -> {
              starts.looked(plain);
              starts.reached("u", 7, TraceMark.LAUNCHED);
              starts.reported("u", 7);
              starts.forget("u");
            });

    assertThat(starts.reported("u", 7)).isSameAs(TraceMarks.NONE);
    assertThat(bytes).isLessThan(MANY);
  }
}
