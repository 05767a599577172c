package io.ciao.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// A clock that moves only when told: wall time as an [InstantSource], monotonic time by [#nanos].
/// Safe for many threads.
public final class ManualClock implements InstantSource {
  /// Where a new clock stands, so that tests can write expected times down.
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicReference<Instant> now;
  private final AtomicReference<Duration> elapsed = new AtomicReference<>(Duration.ZERO);

  private ManualClock(Instant start) {
    this.now = new AtomicReference<>(start);
  }

  /// A clock at [#START].
  public static ManualClock atStart() {
    return new ManualClock(START);
  }

  /// A clock at a given time.
  public static ManualClock at(Instant start) {
    return new ManualClock(start);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /// Monotonic time in nanoseconds since the clock was made.
  public LongSupplier nanos() {
    return () -> elapsed.get().toNanos();
  }

  /// Moves both times on.
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("time does not go back: " + by);
    }
    elapsed.updateAndGet(before -> before.plus(by));
    now.updateAndGet(before -> before.plus(by));
  }

  /// Sets the wall clock alone, as an administrator might, forward or back.
  public void setWall(Instant to) {
    now.set(to);
  }
}
