package io.ciao.launcher.driver;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// All that a driver holds of one instance.
///
/// @param copies by ascending epoch; normally at most one
/// @param data whether a disk or writable layer of it exists
public record Holding(List<Copy> copies, boolean data) {
  public static final Holding NOTHING = new Holding(List.of(), false);

  public Holding {
    copies = copies.stream().sorted(Comparator.comparingLong(Copy::epoch)).toList();
  }

  public Optional<Copy> at(long epoch) {
    return copies.stream().filter(copy -> copy.epoch() == epoch).findFirst();
  }

  public boolean empty() {
    return copies.isEmpty() && !data;
  }

  /// The highest epoch among the copies; 0 if there is none.
  public long highestEpoch() {
    return copies.isEmpty() ? 0 : copies.getLast().epoch();
  }
}
