package io.ciao.apiserver.instance;

import static io.ciao.apiserver.instance.Instances.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.testkit.Allocations;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class StartTracesTest {
  private static final int MANY = 10_000;
  private static final TraceMarks PLACED =
      TraceMarks.NONE
          .with(TraceMark.SEEN, NOW.plusMillis(2))
          .with(TraceMark.DECIDED, NOW.plusMillis(3));
  private static final TraceMarks RAN =
      TraceMarks.NONE
          .with(TraceMark.RECEIVED, NOW.plusMillis(5))
          .with(TraceMark.LAUNCHED, NOW.plusMillis(9));

  private final ObjectNode instance = traced();

  private static ObjectNode traced() {
    ObjectNode created = Instances.created();
    created.withObject("/metadata").withObject("/labels").put(Instance.TRACE_LABEL, "shop");
    StartTraces.admitted(created, NOW, at(1));
    return created;
  }

  private static Instant at(long millis) {
    return NOW.plusMillis(millis);
  }

  private TraceMarks marks() {
    return TraceMarks.of(instance.at("/status/trace"));
  }

  private void bind(TraceMarks told, long epoch, long millis) {
    instance.withObject("/status").putObject("binding").put("epoch", epoch);
    StartTraces.bound(instance, told, epoch, at(millis));
  }

  private void report(String state, long millis) {
    instance.withObject("/status").putObject("observed").put("state", state);
    StartTraces.reported(instance, RAN, at(millis));
  }

  @Test
  void keepsTheWholeWay() {
    bind(PLACED, 640, 4);
    report("Starting", 6);
    assertThat(marks().has(TraceMark.RECEIVED)).isFalse();
    report("Running", 11);

    assertThat(marks())
        .isEqualTo(
            TraceMarks.NONE
                .with(TraceMark.REQUESTED, at(0))
                .with(TraceMark.ADMITTED, at(1))
                .with(TraceMark.SEEN, at(2))
                .with(TraceMark.DECIDED, at(3))
                .with(TraceMark.BOUND, at(4))
                .with(TraceMark.RECEIVED, at(5))
                .with(TraceMark.LAUNCHED, at(9))
                .with(TraceMark.RUNNING, at(11)));
    assertThat(instance.at("/status/trace/epoch").asLong()).isEqualTo(640);
  }

  @Test
  void aBindThatCameToNothingIsForgotten() {
    bind(PLACED, 640, 4);
    bind(TraceMarks.NONE, 704, 50);

    assertThat(marks())
        .isEqualTo(
            TraceMarks.NONE
                .with(TraceMark.REQUESTED, at(0))
                .with(TraceMark.ADMITTED, at(1))
                .with(TraceMark.BOUND, at(50)));
    assertThat(instance.at("/status/trace/epoch").asLong()).isEqualTo(704);
  }

  @Test
  void theFirstStartStays() {
    bind(PLACED, 640, 4);
    report("Running", 11);
    ObjectNode ran = instance.path("status").path("trace").deepCopy();

    report("Running", 30);
    bind(PLACED, 704, 50);
    report("Running", 60);

    assertThat(instance.at("/status/trace")).isEqualTo(ran);
  }

  @Test
  void aWriteEndsATraceOnce() {
    bind(PLACED, 640, 4);
    ObjectNode before = instance.deepCopy();
    report("Running", 11);

    assertThat(StartTraces.ends(before, instance)).isTrue();
    assertThat(StartTraces.ends(instance, instance)).isFalse();
  }

  @Test
  void whatANodeSaysOfOthersIsPassedOver() {
    bind(PLACED, 640, 4);
    instance.withObject("/status").putObject("observed").put("state", "Running");

    StartTraces.reported(
        instance, TraceMarks.NONE.with(TraceMark.SEEN, NOW).with(TraceMark.RUNNING, NOW), at(11));

    assertThat(marks().at(TraceMark.SEEN)).contains(at(2));
    assertThat(marks().at(TraceMark.RUNNING)).contains(at(11));
  }

  @Test
  void whatIsNotTracedIsLeftAloneAndCostsNoMemory() {
    ObjectNode plain = Instances.observed("Running");
    ObjectNode before = plain.deepCopy();

    long bytes =
        Allocations.bytes(
            MANY,
            () -> {
              StartTraces.bound(plain, TraceMarks.NONE, 640, NOW);
              StartTraces.reported(plain, TraceMarks.NONE, NOW);
              StartTraces.ends(plain, plain);
            });

    assertThat(plain).isEqualTo(before);
    assertThat(bytes).isLessThan(MANY);
  }
}
