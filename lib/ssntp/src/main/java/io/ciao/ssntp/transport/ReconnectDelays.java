package io.ciao.ssntp.transport;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long a client waits between rounds over its addresses: doubling from `first` to `max`, each
/// time a random part of the upper half, so that many clients do not come back at once.
///
/// @param first the longest first wait
/// @param max the longest wait at all
public record ReconnectDelays(Duration first, Duration max) {

  /// From 0.25 s to 10 s: a scheduler that comes back is found within seconds.
  public static final ReconnectDelays DEFAULT =
      new ReconnectDelays(Duration.ofMillis(250), Duration.ofSeconds(10));

  private static final int DOUBLINGS_MAX = 20;

  /// Checks the order.
  public ReconnectDelays {
    if (!first.isPositive() || first.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "reconnect delays from %s to %s; the first must be positive and at most the second"
              .formatted(first, max));
    }
  }

  /// The wait after that many rounds without success, counted from 0.
  Duration after(int round, RandomGenerator random) {
    var doubled = first.multipliedBy(1L << Math.min(round, DOUBLINGS_MAX));
    var longest = doubled.compareTo(max) < 0 ? doubled : max;
    return spread(longest, random);
  }

  /// The wait after a rejection that only a change of certificates or configuration will end.
  Duration afterRejection(RandomGenerator random) {
    return spread(max, random);
  }

  private static Duration spread(Duration longest, RandomGenerator random) {
    var nanos = longest.toNanos();
    return Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
  }
}
