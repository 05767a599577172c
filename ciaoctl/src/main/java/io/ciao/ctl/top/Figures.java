package io.ciao.ctl.top;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.schema.Ages;
import io.ciao.api.unit.Quantity;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/// Figures as cells of a table. Pure.
final class Figures {
  static final String UNKNOWN = "<unknown>";

  private static final int PERCENT = 100;
  private static final double KIB = 1024;
  private static final String[] UNITS = {"Ki", "Mi", "Gi", "Ti", "Pi"};

  private Figures() {}

  /// Thousandths of a processor in `usage`.
  static OptionalLong cpu(JsonNode usage) {
    var found = usage.path("cpu");
    return found.isMissingNode()
        ? OptionalLong.empty()
        : OptionalLong.of(Quantity.parse(found.asText()).milli());
  }

  /// Bytes in `usage`.
  static OptionalLong bytes(JsonNode usage, String what) {
    var found = usage.path(what);
    return found.isMissingNode()
        ? OptionalLong.empty()
        : OptionalLong.of(Quantity.parse(found.asText()).bytes());
  }

  static String milli(OptionalLong milli) {
    return milli.isPresent() ? milli.getAsLong() + "m" : UNKNOWN;
  }

  /// `1.5Gi`
  static String size(OptionalLong bytes) {
    return bytes.isPresent() ? size(bytes.getAsLong()) : UNKNOWN;
  }

  static String size(long bytes) {
    var amount = bytes / KIB;
    var unit = 0;
    while (amount >= KIB && unit < UNITS.length - 1) {
      amount /= KIB;
      unit++;
    }
    // A whole number from 10 on: more digits tell nothing.
    return (amount >= 10 || amount == Math.rint(amount) ? "%.0f%s" : "%.1f%s")
        .formatted(amount, UNITS[unit]);
  }

  /// What part of a whole is used; empty where either is unknown.
  static String percent(OptionalLong used, OptionalLong whole) {
    return used.isPresent() && whole.isPresent() && whole.getAsLong() > 0
        ? String.format(Locale.ROOT, "%d%%", used.getAsLong() * PERCENT / whole.getAsLong())
        : UNKNOWN;
  }

  /// How long ago a node told anything.
  static String seen(JsonNode metrics) {
    var age = metrics.path("ageSeconds");
    return age.isIntegralNumber()
        ? Ages.format(Duration.ofSeconds(age.longValue())) + " ago"
        : "never";
  }
}
