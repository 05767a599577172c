package io.ciao.apiserver.trace;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.trace.TraceIds;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.api.instance.trace.TraceStep;
import io.ciao.apiserver.tree.ObjectTree;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What `status.trace` of an instance is as spans: one for the start, and one for each step of it
/// whose ends are known. Pure.
final class StartSpans {
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> HOST = AttributeKey.stringKey("host.name");

  private final JsonNode instance;
  private final String trace;
  private final String uid;
  private final long epoch;
  private final Attributes attributes;

  private StartSpans(JsonNode instance) {
    this.instance = instance;
    String label = instance.path("metadata").path("labels").path(Instance.TRACE_LABEL).asText();
    this.trace = TraceIds.trace(ObjectTree.namespace(instance), label);
    this.uid = ObjectTree.uid(instance);
    this.epoch = instance.path("status").path("trace").path("epoch").asLong();
    this.attributes =
        Attributes.builder()
            .put("ciao.trace.label", label)
            .put("ciao.tenant", ObjectTree.namespace(instance))
            .put("ciao.instance", ObjectTree.name(instance))
            .put("ciao.instance.uid", uid)
            .put("ciao.epoch", epoch)
            .build();
  }

  /// The spans of a traced instance; none of one that is not traced.
  static List<SpanData> of(JsonNode instance) {
    return TraceMarks.wanted(instance) ? new StartSpans(instance).all() : List.of();
  }

  private List<SpanData> all() {
    TraceMarks marks = TraceMarks.of(instance.path("status").path("trace"));
    List<SpanData> spans = new ArrayList<>();
    for (TraceStep step : TraceStep.values()) {
      Instant from = marks.times().get(step.from());
      Instant until = marks.times().get(step.until());
      if (from != null && until != null) {
        spans.add(span(step, from, until));
      }
    }
    return spans;
  }

  private StepSpan span(TraceStep step, Instant from, Instant until) {
    boolean whole = step == TraceStep.TOTAL;
    StepSpan.Place place =
        new StepSpan.Place(
            context(step), whole ? SpanContext.getInvalid() : context(TraceStep.TOTAL));
    // Two machines' clocks: a span cannot end before it begins.
    Instant end = until.isBefore(from) ? from : until;
    String name = whole ? "start " + ObjectTree.name(instance) : step.word();
    return new StepSpan(name, place, service(step), from, end, attributes);
  }

  private SpanContext context(TraceStep step) {
    String span = TraceIds.span(uid, epoch, step.word());
    return SpanContext.create(trace, span, TraceFlags.getSampled(), TraceState.getDefault());
  }

  private Resource service(TraceStep step) {
    return Resource.create(
        switch (step.whose()) {
          case APISERVER -> Attributes.of(SERVICE, "ciao-apiserver");
          case SCHEDULER -> Attributes.of(SERVICE, "ciao-scheduler");
          case AGENT ->
              Attributes.of(
                  SERVICE,
                  "ciao-launcher-agent",
                  HOST,
                  instance.path("status").path("binding").path("nodeName").asText());
        });
  }
}
