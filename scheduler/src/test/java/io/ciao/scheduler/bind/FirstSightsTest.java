package io.ciao.scheduler.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.scheduler.TestInstance;
import io.ciao.testkit.Allocations;
import io.ciao.testkit.ManualClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstSightsTest {
  private static final int MANY = 10_000;

  private final ManualClock clock = ManualClock.atStart();
  private final FirstSights sights = new FirstSights(clock);

  private static TestInstance traced(String name) {
    var instance = new TestInstance("t1", name);
    instance.labels = Map.of(Instance.TRACE_LABEL, "shop");
    return instance;
  }

  @Test
  void theFirstSightCountsHoweverOftenItIsShown() {
    sights.shown(traced("a").build());
    clock.advance(Duration.ofMillis(5));
    sights.shown(traced("a").build());

    assertThat(sights.decided(traced("a").build()))
        .isEqualTo(
            TraceMarks.NONE
                .with(TraceMark.SEEN, ManualClock.START)
                .with(TraceMark.DECIDED, ManualClock.START.plusMillis(5)));
  }

  @Test
  void whatIsBoundIsForgotten() {
    sights.shown(traced("a").build());
    sights.shown(traced("a").bind("n1").build());

    assertThat(sights.decided(traced("a").build()).has(TraceMark.SEEN)).isFalse();
  }

  @Test
  void whatIsNotTracedCostsNoMemory() {
    var plain = new TestInstance("t1", "a").build();

    var bytes =
        Allocations.bytes(
            MANY,
            () -> {
              sights.shown(plain);
              sights.decided(plain);
            });

    assertThat(sights.decided(plain)).isSameAs(TraceMarks.NONE);
    assertThat(bytes).isLessThan(MANY);
  }
}
