package io.ciao.scheduler.place;

/// How many instances a node starts at a time.
///
/// @param underWay bound to it and not yet reported to run
/// @param max the most at a time; 0 means no limit
public record Starts(long underWay, long max) {
  public static final Starts UNLIMITED = new Starts(0, 0);

  Starts plusOne() {
    return new Starts(underWay + 1, max);
  }

  boolean isAtMax() {
    return max != 0 && underWay >= max;
  }
}
