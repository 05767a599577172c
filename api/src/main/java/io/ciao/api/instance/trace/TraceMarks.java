package io.ciao.api.instance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.Instance;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Marks with their times, to the microsecond. What is no mark, or no time, is passed over: nothing
/// is ever refused for its trace.
public record TraceMarks(Map<TraceMark, Instant> times) {
  /// What an instance has that is not traced.
  public static final TraceMarks NONE = new TraceMarks(Map.of());

  public TraceMarks {
    times = Map.copyOf(times);
  }

  /// Whether an instance is traced.
  public static boolean wanted(JsonNode instance) {
    return instance.path("metadata").path("labels").has(Instance.TRACE_LABEL);
  }

  /// Whether an instance is traced.
  public static boolean wanted(Instance instance) {
    return instance.metadata().labels().containsKey(Instance.TRACE_LABEL);
  }

  /// The marks that an object has as fields.
  public static TraceMarks of(JsonNode tree) {
    if (!tree.isObject()) {
      return NONE;
    }
    var times = new EnumMap<TraceMark, Instant>(TraceMark.class);
    for (var mark : TraceMark.values()) {
      try {
        var text = tree.path(mark.field());
        if (text.isTextual()) {
          times.put(mark, Instant.parse(text.asText()));
        }
      } catch (DateTimeException _) {
        // As if it had not been told.
      }
    }
    return new TraceMarks(times);
  }

  /// Those that somebody may tell.
  public TraceMarks by(TraceMark.Teller teller) {
    var told = new EnumMap<TraceMark, Instant>(TraceMark.class);
    times.forEach(
        (mark, time) -> {
          if (mark.teller() == teller) {
            told.put(mark, time);
          }
        });
    return new TraceMarks(told);
  }

  /// The same with one more; the first time of a mark stays.
  public TraceMarks with(TraceMark mark, Instant time) {
    if (times.containsKey(mark)) {
      return this;
    }
    var more = new EnumMap<TraceMark, Instant>(TraceMark.class);
    more.putAll(times);
    more.put(mark, time.truncatedTo(ChronoUnit.MICROS));
    return new TraceMarks(more);
  }

  /// Puts them into an object as fields, in the order of the way.
  public void writeTo(ObjectNode tree) {
    for (var mark : TraceMark.values()) {
      at(mark).ifPresent(time -> tree.put(mark.field(), time.toString()));
    }
  }

  public Optional<Instant> at(TraceMark mark) {
    return Optional.ofNullable(times.get(mark));
  }

  public boolean has(TraceMark mark) {
    return times.containsKey(mark);
  }

  public boolean isEmpty() {
    return times.isEmpty();
  }

  /// What a step took; below zero where the clocks of two machines differ by more than it. Empty if
  /// an end of it is not known.
  public Optional<Duration> took(TraceStep step) {
    var from = times.get(step.from());
    var until = times.get(step.until());
    return from == null || until == null
        ? Optional.empty()
        : Optional.of(Duration.between(from, until));
  }
}
