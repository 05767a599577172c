package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.workload.Placement;
import org.jspecify.annotations.Nullable;

/// How the cluster chooses nodes.
///
/// @param strategy `spread` or `pack`, for instances that say nothing else
/// @param startsPerNode the most instances that a node starts at a time; null means no limit
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlacementConfig(@Nullable String strategy, @Nullable Integer startsPerNode) {
  public static final PlacementConfig EMPTY = new PlacementConfig(null, null);

  /// The most instances that a node starts at a time; 0 means no limit.
  public int startsPerNodeOrUnlimited() {
    return startsPerNode == null ? 0 : startsPerNode;
  }

  /// Which nodes are better for instances that say nothing else.
  public Placement.Strategy strategyOrDefault() {
    return Placement.Strategy.of(strategy, Placement.Strategy.SPREAD);
  }
}
