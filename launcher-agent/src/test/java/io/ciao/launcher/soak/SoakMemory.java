package io.ciao.launcher.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.assertj.core.data.Percentage;

/// What lives in this process after a collection, looked at often through a run: its last third may
/// not hold more than its middle third.
public final class SoakMemory {
  private static final int LOOKS = 60;
  private static final int THIRDS = 3;
  private static final double MIB = 1024 * 1024;
  private static final Percentage MORE_MAX = Percentage.withPercentage(10);

  private record Look(double at, long heap, long direct) {}

  private final List<Look> looks = new ArrayList<>();
  private int next;

  /// Looks if it is time to; a look that was missed is not made up for.
  ///
  /// @param at how much of the run is over, 0 to 1
  public void look(double at) {
    if (at * LOOKS >= next) {
      next = (int) (at * LOOKS) + 1;
      System.gc();
      var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      looks.add(new Look(at, heap, direct()));
    }
  }

  /// Memory outside the heap that buffers hold: Java's and, counted apart, those of Netty.
  private static long direct() {
    var netty = Math.max(0, PlatformDependent.usedDirectMemory());
    return netty
        + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
  }

  /// Fails if the last third holds over a tenth more than the middle one.
  public void assertFlat() {
    for (var number = 0; number < THIRDS; number++) {
      assertThat(within(number))
          .as("looks in third %d: none if the process stood still all the time", number)
          .isNotEmpty();
    }
    var middle = third(1);
    var last = third(2);
    assertThat(last.heap())
        .as("bytes of heap")
        .isLessThan((long) (middle.heap() * (1 + MORE_MAX.value / 100)));
    assertThat(last.direct())
        .as("bytes outside it")
        .isLessThan((long) (middle.direct() * (1 + MORE_MAX.value / 100)) + 1);
  }

  private List<Look> within(int number) {
    return looks.stream()
        .filter(look -> (int) Math.min(THIRDS - 1, look.at() * THIRDS) == number)
        .toList();
  }

  /// The medians of a third; zeros if there was no look.
  private Look third(int number) {
    var within = within(number);
    if (within.isEmpty()) {
      return new Look(0, 0, 0);
    }
    var heap = within.stream().mapToLong(Look::heap).sorted().toArray();
    var direct = within.stream().mapToLong(Look::direct).sorted().toArray();
    return new Look(0, heap[heap.length / 2], direct[direct.length / 2]);
  }

  /// The medians of the thirds, for people.
  public String line() {
    return "heap %s MiB, direct %s MiB".formatted(thirds(true), thirds(false));
  }

  private String thirds(boolean heap) {
    return List.of(third(0), third(1), third(2)).stream()
        .map(look -> (heap ? look.heap() : look.direct()) / MIB)
        .map(mib -> String.format(Locale.ROOT, "%.1f", mib))
        .reduce((one, other) -> one + "/" + other)
        .orElse("");
  }
}
