package io.ciao.testkit;

import java.util.List;
import java.util.Locale;

/// What the runs of a benchmark gave, and the line that tells it.
///
/// @param values one figure a run; at least one
public record Figures(List<Double> values) {
  /// Sorts the figures.
  public Figures {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no run gave a figure; at least one is needed");
    }
    values = values.stream().sorted().toList();
  }

  /// The middle one; of an even number the mean of the two in the middle.
  public double median() {
    int last = values.size() - 1;
    return (values.get(last / 2) + values.get((last + 1) / 2)) / 2;
  }

  /// The lowest one.
  public double min() {
    return values.getFirst();
  }

  /// The highest one.
  public double max() {
    return values.getLast();
  }

  /// The line, for example `ssntp 1 client 0 B 612000 frames/s min 598000 max 620000 (5 runs,
  /// median)`.
  public String line(String what, String unit) {
    return String.format(
        Locale.ROOT,
        "%s %.0f %s min %.0f max %.0f (%d %s, median)",
        what,
        median(),
        unit,
        min(),
        max(),
        values.size(),
        values.size() == 1 ? "run" : "runs");
  }
}
