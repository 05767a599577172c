package io.ciao.api.instance.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.instance.trace.TraceMark.Teller;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TraceMarksTest {
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");

  @Test
  void theFirstTimeOfAMarkStays() {
    var marks = TraceMarks.NONE.with(TraceMark.SENT, AT).with(TraceMark.SENT, AT.plusSeconds(1));

    assertThat(marks.at(TraceMark.SENT)).contains(AT);
  }

  @Test
  void nobodyTellsWhatIsAnothersToTell() {
    var told =
        TraceMarks.NONE
            .with(TraceMark.RUNNING, AT)
            .with(TraceMark.DECIDED, AT)
            .with(TraceMark.LAUNCHED, AT);

    assertThat(told.by(Teller.AGENT)).isEqualTo(TraceMarks.NONE.with(TraceMark.LAUNCHED, AT));
    assertThat(told.by(Teller.SCHEDULER)).isEqualTo(TraceMarks.NONE.with(TraceMark.DECIDED, AT));
  }

  @Test
  void isWrittenInTheOrderOfTheWayToTheMicrosecond() {
    var tree = Json.object();

    TraceMarks.NONE
        .with(TraceMark.RUNNING, AT.plusNanos(1_234_567))
        .with(TraceMark.REQUESTED, AT)
        .writeTo(tree);

    assertThat(Json.writeText(tree))
        .isEqualTo(
            "{\"requestedAt\":\"2026-11-21T10:00:00Z\",\"runningAt\":\"2026-11-21T10:00:00.001234Z\"}");
    assertThat(TraceMarks.of(tree).took(TraceStep.TOTAL)).contains(Duration.ofNanos(1_234_000));
  }

  @Test
  void aStepWithoutAnEndTookNothingThatIsKnown() {
    var marks = TraceMarks.NONE.with(TraceMark.SENT, AT);

    assertThat(marks.took(TraceStep.SSNTP)).isEmpty();
    var skewed = marks.with(TraceMark.ARRIVED, AT.minusMillis(2));
    assertThat(skewed.took(TraceStep.SSNTP)).contains(Duration.ofMillis(-2));
  }

  /// One after the other from the first mark to the last, but for the hop beside and the whole.
  @Test
  void stepsFollowEachOther() {
    var end = TraceMark.REQUESTED;
    for (var step : TraceStep.values()) {
      if (step != TraceStep.SSNTP && step != TraceStep.TOTAL) {
        assertThat(step.from()).as(step.word()).isEqualTo(end);
        end = step.until();
      }
    }
    assertThat(end).isEqualTo(TraceMark.RUNNING);
  }

  @Test
  void theRecordHasTheFieldsOfAllMarks() {
    var trace = Json.object().put("epoch", 7);
    Arrays.stream(TraceMark.values()).forEach(mark -> trace.put(mark.field(), AT.toString()));

    assertThat(Json.toTree(Json.toRecord(trace, StartTrace.class))).isEqualTo(trace);
  }

  @Test
  void idsFollowFromWhatIsTraced() {
    assertThat(TraceIds.trace("team", "shop"))
        .matches("[0-9a-f]{32}")
        .isEqualTo(TraceIds.trace("team", "shop"))
        .isNotEqualTo(TraceIds.trace("other", "shop"));
    assertThat(TraceIds.span("u1", 7, "bind"))
        .matches("[0-9a-f]{16}")
        .isNotEqualTo(TraceIds.span("u1", 8, "bind"));
  }
}
