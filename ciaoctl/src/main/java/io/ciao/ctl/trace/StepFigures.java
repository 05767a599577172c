package io.ciao.ctl.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.api.instance.trace.TraceStep;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a step took over many starts, in seconds.
///
/// @param deviation of all of them, not of a sample
record StepFigures(
    TraceStep step, int count, double mean, double deviation, double least, double most) {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  /// From here on seconds are easier to read.
  private static final double LONG = 10;

  /// Empty if none of them took the step.
  static Optional<StepFigures> of(TraceStep step, List<TraceMarks> starts) {
    var took =
        starts.stream()
            .flatMap(marks -> marks.took(step).stream())
            .mapToDouble(StepFigures::seconds)
            .toArray();
    if (took.length == 0) {
      return Optional.empty();
    }
    var sum = 0.0;
    var least = took[0];
    var most = took[0];
    for (var one : took) {
      sum += one;
      least = Math.min(least, one);
      most = Math.max(most, one);
    }
    var mean = sum / took.length;
    var squares = 0.0;
    for (var one : took) {
      squares += (one - mean) * (one - mean);
    }
    var deviation = Math.sqrt(squares / took.length);
    return Optional.of(new StepFigures(step, took.length, mean, deviation, least, most));
  }

  static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / NANOS;
  }

  List<String> row() {
    return List.of(
        step.word(), Integer.toString(count), text(mean), text(deviation), text(least), text(most));
  }

  /// With its unit: `12.3 ms`, `12.3 s`.
  static String text(double seconds) {
    return Math.abs(seconds) < LONG
        ? String.format(Locale.ROOT, "%.1f ms", seconds * MILLIS)
        : String.format(Locale.ROOT, "%.1f s", seconds);
  }

  void writeTo(ObjectNode tree) {
    tree.put("step", step.word())
        .put("count", count)
        .put("meanSeconds", mean)
        .put("deviationSeconds", deviation)
        .put("minSeconds", least)
        .put("maxSeconds", most);
  }
}
