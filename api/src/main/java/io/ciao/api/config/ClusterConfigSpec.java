package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// All settings; a cluster without this object runs with their defaults.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterConfigSpec(
    @Nullable LauncherConfig launcher,
    @Nullable StorageConfig storage,
    @Nullable NetworksConfig networks,
    @Nullable FailoverConfig failover,
    @Nullable InstanceDefaults defaults,
    @Nullable PlacementConfig placement) {
  public static final ClusterConfigSpec EMPTY =
      new ClusterConfigSpec(null, null, null, null, null, null);

  /// The networks that nodes are in, also where nothing is said of them.
  public NetworksConfig networksOrDefault() {
    return networks == null ? NetworksConfig.EMPTY : networks;
  }

  /// How the cluster deals with nodes that fall silent, also where nothing is said of it.
  public FailoverConfig failoverOrDefault() {
    return failover == null ? FailoverConfig.EMPTY : failover;
  }

  /// How the cluster chooses nodes, also where nothing is said of it.
  public PlacementConfig placementOrDefault() {
    return placement == null ? PlacementConfig.EMPTY : placement;
  }
}
