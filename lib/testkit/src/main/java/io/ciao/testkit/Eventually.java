package io.ciao.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Waits for a level, not for an edge: a condition that stays true once it is reached.
///
/// ```java
/// Eventually.within(Duration.ofSeconds(5)).until("the node is ready", () -> node.ready());
/// Eventually.within(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(log).contains("done"));
/// ```
///
/// It looks at least once. What throws counts as not reached yet; the last failure is the cause of
/// the final error. Between two looks it rests as long as the look took, so that looking (which may
/// mean a program of its own) leaves the processor to what is waited for.
public final class Eventually {
  private static final long PAUSE_MIN_NANOS = Duration.ofMillis(10).toNanos();
  private static final long PAUSE_MAX_NANOS = Duration.ofMillis(250).toNanos();

  private final Duration limit;

  private Eventually(Duration limit) {
    this.limit = limit;
  }

  /// Waits at most this long.
  public static Eventually within(Duration limit) {
    return new Eventually(limit);
  }

  /// Returns once the condition holds.
  ///
  /// @throws AssertionError naming `what` if it does not in time
  public void until(String what, Callable<Boolean> condition) throws InterruptedException {
    poll(what, () -> condition.call() ? true : null);
  }

  /// Returns once the assertions pass.
  ///
  /// @throws AssertionError with the last failure if they do not in time
  public void untilAsserted(Assertions assertions) throws InterruptedException {
    poll(
        "the assertions hold",
        () -> {
          assertions.check();
          return true;
        });
  }

  /// Returns the value once there is one (not null).
  ///
  /// @throws AssertionError naming `what` if there is none in time
  public <T> T value(String what, Callable<@Nullable T> source) throws InterruptedException {
    return poll(what, source::call);
  }

  private <T> T poll(String what, Look<T> look) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Throwable failure = null;
      long begun = System.nanoTime();
      try {
        T value = look.once();
        if (value != null) {
          return value;
        }
      } catch (InterruptedException | VirtualMachineError e) {
        throw e;
      } catch (Throwable e) {
        failure = e;
      }
      long took = System.nanoTime() - begun;
      LockSupport.parkNanos(Math.clamp(took, PAUSE_MIN_NANOS, PAUSE_MAX_NANOS));
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting until: " + what);
      }
      if (System.nanoTime() - deadline >= 0) {
        String reason = failure == null ? "" : ": " + failure;
        throw new AssertionError("not within " + limit + ": " + what + reason, failure);
      }
    }
  }

  /// Assertions that may throw anything.
  @FunctionalInterface
  public interface Assertions {
    /// Throws as long as what is wanted is not reached.
    void check() throws Throwable;
  }

  @FunctionalInterface
  private interface Look<T> {
    @Nullable T once() throws Throwable;
  }
}
