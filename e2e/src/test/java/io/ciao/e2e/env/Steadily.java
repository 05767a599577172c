package io.ciao.e2e.env;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Watches that something stays as it is: for what must not happen, where there is nothing to wait
/// for.
public final class Steadily {
  private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

  private final Duration time;

  private Steadily(Duration time) {
    this.time = time;
  }

  public static Steadily during(Duration time) {
    return new Steadily(time);
  }

  /// @throws AssertionError as soon as it does not hold
  public void holds(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    do {
      if (!condition.call()) {
        throw new AssertionError("did not stay so for " + time + ": " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    } while (System.nanoTime() < end);
  }
}
