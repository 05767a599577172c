package io.ciao.api.unit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Pattern;

/// An amount as Kubernetes writes it: `512Mi`, `2`, `500m`, `1G`, `1e3`.
///
/// A decimal number and a suffix: binary `Ki Mi Gi Ti Pi Ei` (powers of 1024), decimal `n u m`,
/// nothing, `k M G T P E` (powers of 1000), or an exponent. Two quantities are equal if they were
/// written in the same family and mean the same amount; `compareTo` looks at the amount alone.
///
/// @param amount what it means, in the base unit (bytes, processors); at most nine decimal places
/// @param family how it was written, kept for the canonical text
public record Quantity(BigDecimal amount, Family family) implements Comparable<Quantity> {
  /// The suffixes that the canonical text uses.
  public enum Family {
    /// Powers of 1024: `Ki`, `Mi` …
    BINARY,
    /// Powers of 1000: `m`, `k`, `M` …
    DECIMAL,
    /// Powers of 1000 written as `e3`, `e6` …
    EXPONENT
  }

  private static final Pattern BYTES = Pattern.compile("([0-9]+)([KMGTPE])i?B");
  private static final Pattern SYNTAX =
      Pattern.compile(
          "([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+))(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?");
  private static final int TEXT_CHARACTERS_MAX = 64;
  private static final int DECIMAL_PLACES_MAX = 9;
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
  private static final List<String> BINARY_SUFFIXES =
      List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final String DECIMAL_SUFFIXES = "num kMGTPE";
  private static final int DECIMAL_ONES = DECIMAL_SUFFIXES.indexOf(' ');

  public Quantity {
    amount = normal(amount);
    if (amount.abs().compareTo(MAX) > 0) {
      throw new UnitFormatException(
          "the quantity %s is beyond 9223372036854775807".formatted(amount.toPlainString()));
    }
  }

  /// Reads one quantity; a part finer than a billionth is rounded up, as Kubernetes does.
  ///
  /// @throws UnitFormatException if it is none
  public static Quantity parse(String text) {
    var match = text.length() > TEXT_CHARACTERS_MAX ? null : SYNTAX.matcher(text);
    if (match == null || !match.matches()) {
      throw new UnitFormatException(
          "\"%s\" is no quantity; write %s".formatted(shorten(text), instead(text)));
    }
    var number = new BigDecimal(match.group(1));
    var suffix = match.group(2) == null ? "" : match.group(2);
    if (suffix.length() == 2 && suffix.charAt(1) == 'i') {
      var power = BINARY_SUFFIXES.indexOf(suffix);
      return new Quantity(number.multiply(KIBI.pow(power)), Family.BINARY);
    }
    if (suffix.length() > 1) {
      return new Quantity(
          number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1))), Family.EXPONENT);
    }
    var power = suffix.isEmpty() ? 0 : 3 * (DECIMAL_SUFFIXES.indexOf(suffix) - DECIMAL_ONES);
    return new Quantity(number.scaleByPowerOfTen(power), Family.DECIMAL);
  }

  /// With bytes named, which nobody else writes, it is clear what is meant.
  private static String instead(String text) {
    var bytes = BYTES.matcher(text);
    return text.length() <= TEXT_CHARACTERS_MAX && bytes.matches()
        ? "%1$s%2$s or %1$s%2$si".formatted(bytes.group(1), bytes.group(2))
        : "a number and a suffix, for example 512Mi, 2, 500m or 1G";
  }

  /// So many bytes, written with a binary suffix where it is a multiple of one.
  public static Quantity ofBytes(long bytes) {
    return new Quantity(BigDecimal.valueOf(bytes), Family.BINARY);
  }

  /// The amount in whole units (bytes for memory and disk), a fraction rounded up.
  public long bytes() {
    return amount.setScale(0, RoundingMode.CEILING).longValueExact();
  }

  /// The amount in thousandths (of a processor), a finer part rounded up.
  ///
  /// @throws UnitFormatException if that is beyond 64 bits
  public long milli() {
    var milli = amount.movePointRight(3).setScale(0, RoundingMode.CEILING);
    if (milli.abs().compareTo(MAX) > 0) {
      throw new UnitFormatException("the quantity %s is beyond 9223372036854775".formatted(this));
    }
    return milli.longValueExact();
  }

  public boolean isNegative() {
    return amount.signum() < 0;
  }

  /// Whether the amount has a part below one: of bytes there are no halves.
  public boolean isFractional() {
    return amount.scale() > 0;
  }

  @Override
  public int compareTo(Quantity other) {
    return amount.compareTo(other.amount);
  }

  /// The canonical text: no decimal point, the biggest suffix that leaves a whole number.
  @Override
  public String toString() {
    if (amount.signum() == 0) {
      return "0";
    }
    var small = amount.abs().compareTo(KIBI) < 0;
    return switch (family) {
      case BINARY -> small || isFractional() ? decimal(false) : binary();
      case DECIMAL -> decimal(false);
      case EXPONENT -> decimal(true);
    };
  }

  private String binary() {
    var number = amount.toBigIntegerExact();
    var power = Math.min(number.getLowestSetBit() / 10, BINARY_SUFFIXES.size() - 1);
    return number.shiftRight(10 * power) + BINARY_SUFFIXES.get(power);
  }

  private String decimal(boolean exponent) {
    var power = -DECIMAL_ONES;
    var number = amount.movePointRight(DECIMAL_PLACES_MAX).toBigIntegerExact();
    var highest = DECIMAL_SUFFIXES.length() - 1 - DECIMAL_ONES;
    var thousand = THOUSAND.toBigInteger();
    while (power < highest && number.mod(thousand).equals(BigInteger.ZERO)) {
      number = number.divide(thousand);
      power++;
    }
    if (power == 0) {
      return number.toString();
    }
    return exponent
        ? number + "e" + 3 * power
        : number + String.valueOf(DECIMAL_SUFFIXES.charAt(DECIMAL_ONES + power));
  }

  private static BigDecimal normal(BigDecimal amount) {
    var rounded =
        amount.scale() > DECIMAL_PLACES_MAX
            ? amount.setScale(DECIMAL_PLACES_MAX, RoundingMode.UP)
            : amount;
    var stripped = rounded.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static String shorten(String text) {
    return text.length() <= TEXT_CHARACTERS_MAX
        ? text
        : text.substring(0, TEXT_CHARACTERS_MAX) + "…";
  }
}
