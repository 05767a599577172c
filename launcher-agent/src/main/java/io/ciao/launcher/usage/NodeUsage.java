package io.ciao.launcher.usage;

import java.util.Map;
import java.util.OptionalLong;

/// What was used when it was last measured.
///
/// @param cpuMilli thousandths of a processor that the machine used, averaged since the measurement
///   before; empty: unknown
/// @param instances by uid; those that could not be measured are absent
public record NodeUsage(OptionalLong cpuMilli, Map<String, InstanceUsage> instances) {
  public static final NodeUsage UNKNOWN = new NodeUsage(OptionalLong.empty(), Map.of());

  public NodeUsage {
    instances = Map.copyOf(instances);
  }

  /// What one instance used.
  ///
  /// @param memoryBytes −1: unknown
  /// @param diskBytes −1: unknown
  public record InstanceUsage(OptionalLong cpuMilli, long memoryBytes, long diskBytes) {}
}
