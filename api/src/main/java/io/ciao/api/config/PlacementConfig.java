package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.workload.Placement;
import org.jspecify.annotations.Nullable;

/// How the cluster chooses nodes.
///
/// @param strategy `spread` or `pack`, for instances that say nothing else
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlacementConfig(@Nullable String strategy) {
  public static final PlacementConfig EMPTY = new PlacementConfig(null);

  /// Which nodes are better for instances that say nothing else.
  public Placement.Strategy strategyOrDefault() {
    return Placement.Strategy.of(strategy, Placement.Strategy.SPREAD);
  }
}
