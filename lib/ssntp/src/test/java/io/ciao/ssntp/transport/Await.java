package io.ciao.ssntp.transport;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for a level, with a deadline.
final class Await {

  private static final Duration STEP = Duration.ofMillis(5);

  private Await() {}

  static void until(String what, Duration within, BooleanSupplier level) {
    var deadline = System.nanoTime() + within.toNanos();
    while (!level.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + within + ": " + what);
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  static void until(String what, BooleanSupplier level) {
    until(what, Duration.ofSeconds(20), level);
  }
}
