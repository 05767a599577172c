package io.ciao.testkit;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Runs a property over many generated cases, each with its own seed, which a failure names.
///
/// The seeds are the same in every run, so that a green run stays green; `-Dciao.seed=N` runs one
/// case alone (the failure says which), `-Dciao.long=true` multiplies the counts, `-Dciao.few=true`
/// divides them (mutation testing runs a property once a mutant).
public final class Seeds {
  private static final String SEED = "ciao.seed";
  private static final int LONG_FACTOR = 100;
  private static final int FEW_DIVISOR = 20;
  private static final int FEW_MIN = 20;

  private Seeds() {}

  /// Whether the large counts are wanted.
  public static boolean longRun() {
    return Boolean.getBoolean("ciao.long");
  }

  /// How many of `count` cases this run tries: a hundred times as many in a long run, a twentieth
  /// (but 20 at least) where few are wanted.
  public static int cases(int count) {
    if (longRun()) {
      return Math.multiplyExact(count, LONG_FACTOR);
    }
    return Boolean.getBoolean("ciao.few")
        ? Math.min(count, Math.max(FEW_MIN, count / FEW_DIVISOR))
        : count;
  }

  /// Runs the property with `cases(count)` seeds.
  ///
  /// @throws AssertionError with the seed of the first case that fails
  public static void check(int count, Consumer<Gen> property) {
    Long only = Long.getLong(SEED);
    if (only != null) {
      property.accept(Gen.ofSeed(only));
      return;
    }
    IntStream.range(0, cases(count)).forEach(seed -> run(seed, property));
  }

  private static void run(long seed, Consumer<Gen> property) {
    try {
      property.accept(Gen.ofSeed(seed));
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "seed %d fails (run it alone with -D%s=%d): %s".formatted(seed, SEED, seed, message(e)),
          e);
    }
  }

  private static String message(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    return text.isBlank() ? failure.getClass().getSimpleName().toLowerCase(Locale.ROOT) : text;
  }
}
