package io.ciao.ctl.command;

import io.ciao.ctl.session.UsageException;
import java.time.Duration;
import java.util.regex.Pattern;

/// Durations as Kubernetes users write them: `30s`, `5m`, `1h30m`, `500ms`.
public final class Durations {
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|h|m|s)");
  private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,9}(?:ms|h|m|s))+");

  private Durations() {}

  /// Reads one; several parts add up.
  ///
  /// @throws UsageException if it is none
  public static Duration parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new UsageException(
          "\"%s\" is no duration; write for example 30s, 5m or 1h30m".formatted(text));
    }
    var parts = PART.matcher(text);
    var sum = Duration.ZERO;
    while (parts.find()) {
      var amount = Long.parseLong(parts.group(1));
      sum =
          sum.plus(
              switch (parts.group(2)) {
                case "h" -> Duration.ofHours(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "s" -> Duration.ofSeconds(amount);
                default -> Duration.ofMillis(amount);
              });
    }
    return sum;
  }
}
