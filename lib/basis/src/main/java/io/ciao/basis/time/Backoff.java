package io.ciao.basis.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Delays that double with every failure up to a limit, each shortened by up to half at random so
/// that many failures of one cause do not come back at one moment. Immutable; the generator must be
/// safe for the threads that use it.
///
/// @param first the delay after one failure, at least 1 ns
/// @param limit the longest delay, at least `first`
public record Backoff(Duration first, Duration limit, RandomGenerator random) {
  /// Refuses delays that make no sense.
  public Backoff {
    if (first.isZero() || first.isNegative() || limit.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "a back-off needs 0 < first <= limit, found first %s, limit %s".formatted(first, limit));
    }
  }

  /// The delay after so many failures in a row; `failures` starts at 1.
  public Duration after(int failures) {
    var full = first.toNanos();
    for (int i = 1; i < failures && full < limit.toNanos(); i++) {
      full = full > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : full * 2;
    }
    full = Math.min(full, limit.toNanos());
    return Duration.ofNanos(full - random.nextLong(full / 2 + 1));
  }
}
