package io.ciao.ctl.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.trace.TraceIds;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.api.instance.trace.TraceStep;
import io.ciao.ctl.output.TextTable;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The instances of one label in a tenant, and what the steps of their first starts took. Pure.
record TraceSummary(String tenant, String label, List<ObjectNode> instances) {
  private static final int NAMED_MAX = 5;

  TraceSummary {
    instances = List.copyOf(instances);
  }

  void print(PrintStream out) {
    out.println(headline());
    out.println("OpenTelemetry trace " + TraceIds.trace(tenant, label));
    out.println();
    var table = new TextTable(List.of("STEP", "COUNT", "MEAN", "DEVIATION", "MIN", "MAX"));
    figures().forEach(each -> table.add(each.row()));
    table.print(out);
    var waiting = waiting();
    if (!waiting.isEmpty()) {
      out.println();
      out.println(
          "not started yet: %s%s; what it waits for: ciaoctl why instance/%s"
              .formatted(
                  String.join(", ", waiting.subList(0, Math.min(NAMED_MAX, waiting.size()))),
                  waiting.size() > NAMED_MAX
                      ? " and " + (waiting.size() - NAMED_MAX) + " more"
                      : "",
                  waiting.getFirst()));
    }
  }

  private String headline() {
    return "trace %s in tenant %s: %d %s, %d started%s"
        .formatted(
            label,
            tenant,
            instances.size(),
            instances.size() == 1 ? "instance" : "instances",
            started(),
            elapsed()
                .map(time -> ", " + StepFigures.text(StepFigures.seconds(time)) + " in all")
                .orElse(""));
  }

  ObjectNode toTree() {
    var tree = Json.object();
    tree.put("label", label)
        .put("tenant", tenant)
        .put("traceId", TraceIds.trace(tenant, label))
        .put("instances", instances.size())
        .put("started", started());
    elapsed().ifPresent(time -> tree.put("elapsedSeconds", StepFigures.seconds(time)));
    var steps = tree.putArray("steps");
    figures().forEach(each -> each.writeTo(steps.addObject()));
    var waiting = tree.putArray("notStarted");
    waiting().forEach(waiting::add);
    return tree;
  }

  private List<StepFigures> figures() {
    var starts = instances.stream().map(TraceSummary::marks).toList();
    return Arrays.stream(TraceStep.values())
        .flatMap(step -> StepFigures.of(step, starts).stream())
        .toList();
  }

  long started() {
    return instances.stream().filter(TraceSummary::hasStarted).count();
  }

  private List<String> waiting() {
    return instances.stream()
        .filter(instance -> !hasStarted(instance))
        .map(instance -> instance.path("metadata").path("name").asText())
        .toList();
  }

  /// From the first request to the last that runs; empty while none does.
  private Optional<Duration> elapsed() {
    var first = times(TraceMark.REQUESTED).min(Instant::compareTo);
    var last = times(TraceMark.RUNNING).max(Instant::compareTo);
    return first.flatMap(from -> last.map(until -> Duration.between(from, until)));
  }

  private Stream<Instant> times(TraceMark mark) {
    return instances.stream().flatMap(instance -> marks(instance).at(mark).stream());
  }

  private static boolean hasStarted(JsonNode instance) {
    return marks(instance).has(TraceMark.RUNNING);
  }

  private static TraceMarks marks(JsonNode instance) {
    return TraceMarks.of(instance.path("status").path("trace"));
  }
}
