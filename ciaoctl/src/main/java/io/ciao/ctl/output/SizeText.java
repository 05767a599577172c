package io.ciao.ctl.output;

/// Bytes for people. Pure.
public final class SizeText {
  private static final double KIB = 1024;
  private static final String[] UNITS = {"Ki", "Mi", "Gi", "Ti", "Pi"};

  private SizeText() {}

  /// `1.5Gi`
  public static String of(long bytes) {
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
}
