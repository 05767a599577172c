package io.ciao.api.placement;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// How evenly the instances of the tenant that are meant shall be spread over places (nodes whose
/// label `topologyKey` has the same value).
///
/// @param maxSkew how many more a place may have than the one that has the fewest
/// @param whenUnsatisfiable `DoNotSchedule`, which is meant where nothing is said, or
///   `ScheduleAnyway`, which only prefers
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SpreadConstraint(
    int maxSkew,
    String topologyKey,
    @Nullable String whenUnsatisfiable,
    @Nullable InstanceSelector labelSelector) {

  /// Whether it is only preferred.
  public boolean isSoft() {
    return "ScheduleAnyway".equals(whenUnsatisfiable);
  }

  /// The instances that are counted.
  public InstanceSelector selector() {
    return labelSelector == null ? InstanceSelector.ALL : labelSelector;
  }
}
