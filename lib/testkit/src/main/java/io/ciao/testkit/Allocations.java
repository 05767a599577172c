package io.ciao.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// What work allocates.
public final class Allocations {
  private Allocations() {}

  /// The bytes that the calling thread allocates while the work is done so often, after it was done
  /// as often to get warm.
  public static long bytes(int times, Runnable work) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < times; i++) {
      work.run();
    }
    var before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < times; i++) {
      work.run();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
