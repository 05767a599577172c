package io.ciao.tidy.planted;

import java.time.Instant;

/// Reads the clock.
public final class ClockDecider {
  private ClockDecider() {}

  static boolean decide(Instant deadline) {
    return Instant.now().isAfter(deadline);
  }
}
