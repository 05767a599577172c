package io.ciao.apiserver.metrics;

import java.util.List;

/// One line's worth of a metric: its labels in order, and a place to count in.
///
/// @param labels names and values, as `name="value",…`; empty if it has none
record Series(String labels) {

  static Series of(List<String> names, List<String> values) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      text.append(names.get(i)).append("=\"");
      escape(values.get(i), text);
      text.append('"');
    }
    return new Series(text.toString());
  }

  /// The same with one more label.
  String and(String name, String value) {
    return (labels.isEmpty() ? "" : labels + ",") + name + "=\"" + value + "\"";
  }

  private static void escape(String value, StringBuilder out) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(c);
      }
    }
  }
}
