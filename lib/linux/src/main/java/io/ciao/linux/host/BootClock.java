package io.ciao.linux.host;

import com.sun.jna.LastErrorException;
import io.ciao.linux.kernel.LibC;

/// The time since the machine was booted (`CLOCK_BOOTTIME`). It never goes back, nobody sets it,
/// and unlike [System#nanoTime] it goes on while the machine sleeps: a promise that has an end by
/// another machine's clock has the same end by this one.
///
/// Safe for many threads.
public final class BootClock {
  private static final int CLOCK_BOOTTIME = 7;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /// Nanoseconds since the machine was booted.
  ///
  /// @throws IllegalStateException if the kernel has no such clock
  public long nanos() {
    var time = new long[2];
    try {
      LibC.clock_gettime(CLOCK_BOOTTIME, time);
    } catch (LastErrorException e) {
      throw new IllegalStateException(
          "the kernel gives no CLOCK_BOOTTIME, errno " + e.getErrorCode() + "; 2.6.39 has it", e);
    }
    return time[0] * NANOS_PER_SECOND + time[1];
  }
}
