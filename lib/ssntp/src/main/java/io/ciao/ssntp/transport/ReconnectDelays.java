package io.ciao.ssntp.transport;

import io.ciao.basis.time.Backoff;
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

  Backoff backoff(RandomGenerator random) {
    return new Backoff(first, max, random);
  }
}
