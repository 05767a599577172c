package io.ciao.simulation;

import java.util.function.Supplier;

/// Whether a process lives, and at which of its writes it ends. A write is a change of its disk, a
/// step of its hypervisor, or a request that may change something.
final class Vitals {
  private int writes;
  private int last = Integer.MAX_VALUE;
  private boolean after;
  private boolean dead;

  /// The end of the process; nothing but the world may catch it.
  static final class Ended extends Error {
    private static final long serialVersionUID = 1L;

    Ended() {
      super("the process ends here", null, false, false);
    }
  }

  /// Lets it end at the n-th write from now on.
  ///
  /// @param done whether that write still happens
  void endAt(int nth, boolean done) {
    last = writes + nth;
    after = done;
  }

  /// Whether it has ended by itself.
  boolean dead() {
    return dead;
  }

  int writes() {
    return writes;
  }

  void requireAlive() {
    if (dead) {
      throw new Ended();
    }
  }

  /// A step that changes something outside the process's memory.
  <T> T write(Supplier<T> step) {
    requireAlive();
    writes++;
    var ends = writes == last;
    if (ends && !after) {
      end();
    }
    try {
      return step.get();
    } finally {
      if (ends) {
        end();
      }
    }
  }

  void write(Runnable step) {
    this.<Boolean>write(
        () -> {
          step.run();
          return true;
        });
  }

  private void end() {
    dead = true;
    throw new Ended();
  }
}
