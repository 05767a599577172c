package io.ciao.ctl.command;

import io.ciao.api.schema.Ages;
import java.time.DateTimeException;
import java.time.Instant;

/// Ages of times as objects carry them. Pure.
final class Since {
  private Since() {}

  /// The age, for example `8m`; `-` for a text that is no time.
  ///
  /// @param time an instant as RFC 3339 writes it
  static String age(String time, Instant now) {
    try {
      return Ages.between(Instant.parse(time), now);
    } catch (DateTimeException _) {
      return "-";
    }
  }
}
