package io.ciao.apiserver.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.trace.TraceIds;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.api.instance.trace.TraceStep;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StartSpansTest {
  private static final Instant BEGIN = Instant.parse("2026-11-21T10:00:00.000001Z");

  /// One whose marks are a millisecond apart.
  static ObjectNode started(String name) {
    ObjectNode instance = Json.object();
    ObjectNode metadata = instance.putObject("metadata");
    metadata.put("name", name).put("namespace", "team").put("uid", "uid-" + name);
    metadata.putObject("labels").put(Instance.TRACE_LABEL, "shop");
    ObjectNode status = instance.putObject("status");
    status.putObject("binding").put("nodeName", "cn1").put("epoch", 640);
    TraceMarks marks = TraceMarks.NONE;
    for (TraceMark mark : TraceMark.values()) {
      marks = marks.with(mark, BEGIN.plusMillis(mark.ordinal()));
    }
    ObjectNode trace = status.putObject("trace").put("epoch", 640);
    marks.writeTo(trace);
    return instance;
  }

  private static SpanData named(List<SpanData> spans, String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }

  private static String of(SpanData span, String attribute) {
    return span.getResource().getAttribute(AttributeKey.stringKey(attribute));
  }

  @Test
  void aStartIsASpanWithItsStepsAsChildren() {
    List<SpanData> spans = StartSpans.of(started("web"));

    assertThat(spans).hasSize(TraceStep.values().length);
    SpanData root = named(spans, "start web");
    assertThat(root.getParentSpanContext().isValid()).isFalse();
    assertThat(root.getTraceId()).isEqualTo(TraceIds.trace("team", "shop"));
    assertThat(root.getEndEpochNanos() - root.getStartEpochNanos())
        .isEqualTo(1_000_000L * TraceMark.RUNNING.ordinal());
    assertThat(spans)
        .filteredOn(span -> span != root)
        .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(root.getSpanId()))
        .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(root.getTraceId()));
    assertThat(spans).extracting(SpanData::getSpanId).doesNotHaveDuplicates();
  }

  @Test
  void aSpanIsOfWhoseTimeItIs() {
    List<SpanData> spans = StartSpans.of(started("web"));

    assertThat(of(named(spans, "place"), "service.name")).isEqualTo("ciao-scheduler");
    assertThat(of(named(spans, "launch"), "service.name")).isEqualTo("ciao-launcher-agent");
    assertThat(of(named(spans, "launch"), "host.name")).isEqualTo("cn1");
    assertThat(of(named(spans, "admit"), "service.name")).isEqualTo("ciao-apiserver");
    assertThat(named(spans, "launch").getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("ciao.trace.label"), "shop")
        .containsEntry(AttributeKey.longKey("ciao.epoch"), 640L);
  }

  @Test
  void twoInstancesOfALabelAreOneTraceAndNotOneSpan() {
    List<SpanData> one = StartSpans.of(started("a"));
    List<SpanData> other = StartSpans.of(started("b"));

    assertThat(one.getFirst().getTraceId()).isEqualTo(other.getFirst().getTraceId());
    assertThat(one)
        .extracting(SpanData::getSpanId)
        .doesNotContainAnyElementsOf(other.stream().map(SpanData::getSpanId).toList());
    assertThat(StartSpans.of(started("a")))
        .extracting(SpanData::getSpanId)
        .isEqualTo(one.stream().map(SpanData::getSpanId).toList());
  }

  @Test
  void whatIsMissingIsNoSpanAndASkewedOneDoesNotEndBeforeItBegins() {
    ObjectNode instance = started("web");
    ObjectNode trace = (ObjectNode) instance.at("/status/trace");
    trace.remove(TraceMark.READY.field());
    trace.put(TraceMark.ARRIVED.field(), BEGIN.minusSeconds(1).toString());

    List<SpanData> spans = StartSpans.of(instance);

    assertThat(spans).extracting(SpanData::getName).doesNotContain("image", "prepare");
    SpanData hop = named(spans, "ssntp");
    assertThat(hop.getEndEpochNanos()).isEqualTo(hop.getStartEpochNanos());
    assertThat(Arrays.stream(TraceStep.values()).count()).isEqualTo(spans.size() + 2L);
  }
}
