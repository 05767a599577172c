package io.ciao.launcher.driver;

/// What a living copy uses; −1: unknown.
///
/// @param cpuNanos processor time since its start
/// @param memoryBytes memory that would be free without it
/// @param diskBytes what it has written, its image not counted
public record Usage(long cpuNanos, long memoryBytes, long diskBytes) {
  public static final long UNKNOWN = -1;
}
