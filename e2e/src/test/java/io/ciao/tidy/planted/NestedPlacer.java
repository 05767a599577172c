package io.ciao.tidy.planted;

/// Has its fault in a nested class, and one of its own.
public final class NestedPlacer {
  private NestedPlacer() {}

  static String place() {
    return System.lineSeparator();
  }

  /// A part of a decision is a decision.
  public static final class Part {
    private Part() {}

    static long score() {
      return System.nanoTime();
    }
  }
}
