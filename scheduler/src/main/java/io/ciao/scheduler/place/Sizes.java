package io.ciao.scheduler.place;

import java.util.Locale;

/// Bytes for people, in binary units.
final class Sizes {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Sizes() {}

  /// For example `6.5 GiB`; whole numbers have no decimals. No number is beyond the last unit.
  static String text(long bytes) {
    var unit = 0;
    double value = bytes;
    while (value >= 1024) {
      value /= 1024;
      unit++;
    }
    var number =
        value == Math.rint(value)
            ? Long.toString((long) value)
            : String.format(Locale.ROOT, "%.1f", value);
    return number + " " + UNITS[unit];
  }
}
