package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.api.instance.trace.TraceMark.Teller;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.apiserver.tree.ObjectTree;
import java.time.Instant;

/// Keeps `status.trace` of instances that are traced: when each was where on the way to its first
/// start. Part of writes that are made anyway; nobody owns the field. Pure.
public final class StartTraces {
  private static final String TRACE = "trace";
  private static final String EPOCH = "epoch";

  private StartTraces() {}

  /// Takes in that a new instance was asked for and is ready to be stored.
  public static void admitted(ObjectNode instance, Instant requested, Instant now) {
    write(
        instance,
        TraceMarks.NONE.with(TraceMark.REQUESTED, requested).with(TraceMark.ADMITTED, now));
  }

  /// Takes in a bind. What a bind before it came to is forgotten, unless it was a start.
  ///
  /// @param told by the scheduler
  static void bound(ObjectNode instance, TraceMarks told, long epoch, Instant now) {
    if (!TraceMarks.wanted(instance) || hasEnded(instance)) {
      return;
    }
    TraceMarks before = of(instance);
    TraceMarks marks = told.by(Teller.SCHEDULER).with(TraceMark.BOUND, now);
    for (TraceMark mark : new TraceMark[] {TraceMark.REQUESTED, TraceMark.ADMITTED}) {
      if (before.at(mark).isPresent()) {
        marks = marks.with(mark, before.at(mark).get());
      }
    }
    write(instance, marks).put(EPOCH, epoch);
  }

  /// Takes in a report that was applied. The first that says Running, at the epoch that was bound
  /// last, ends the trace; before it nothing is written.
  ///
  /// @param told by the node
  static void reported(ObjectNode instance, TraceMarks told, Instant now) {
    if (!TraceMarks.wanted(instance) || hasEnded(instance) || !runs(instance)) {
      return;
    }
    TraceMarks marks = of(instance).with(TraceMark.RUNNING, now);
    for (var mark : told.by(Teller.AGENT).times().entrySet()) {
      marks = marks.with(mark.getKey(), mark.getValue());
    }
    write(instance, marks).put(EPOCH, instance.path("status").path("binding").path(EPOCH).asLong());
  }

  private static boolean runs(JsonNode instance) {
    JsonNode state = instance.path("status").path("observed").path("state");
    return state.asText().equals(InstanceState.Running.name());
  }

  /// Whether a write has ended the trace.
  static boolean ends(JsonNode before, JsonNode after) {
    return hasEnded(after) && !hasEnded(before);
  }

  private static boolean hasEnded(JsonNode instance) {
    return instance.path("status").path(TRACE).has(TraceMark.RUNNING.field());
  }

  private static TraceMarks of(JsonNode instance) {
    return TraceMarks.of(instance.path("status").path(TRACE));
  }

  private static ObjectNode write(ObjectNode instance, TraceMarks marks) {
    ObjectNode trace = ObjectTree.map(instance, "status").putObject(TRACE);
    marks.writeTo(trace);
    return trace;
  }
}
