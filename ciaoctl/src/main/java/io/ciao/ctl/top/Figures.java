package io.ciao.ctl.top;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.schema.Ages;
import io.ciao.api.unit.Quantity;
import io.ciao.ctl.output.SizeText;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/// Figures as cells of a table. Pure.
final class Figures {
  static final String UNKNOWN = "<unknown>";

  private static final int PERCENT = 100;

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
    return bytes.isPresent() ? SizeText.of(bytes.getAsLong()) : UNKNOWN;
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
