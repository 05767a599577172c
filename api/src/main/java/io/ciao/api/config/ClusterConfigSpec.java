package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All settings; a cluster without this object runs with their defaults.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterConfigSpec(
    @Nullable LauncherConfig launcher,
    @Nullable StorageConfig storage,
    @Nullable List<PhysicalNetwork> physicalNetworks,
    @Nullable FailoverConfig failover,
    @Nullable InstanceDefaults defaults,
    @Nullable PlacementConfig placement) {
  public static final ClusterConfigSpec EMPTY =
      new ClusterConfigSpec(null, null, null, null, null, null);

  public ClusterConfigSpec {
    physicalNetworks = Copies.of(physicalNetworks);
  }

  /// How the cluster deals with nodes that fall silent, also where nothing is said of it.
  public FailoverConfig failoverOrDefault() {
    return failover == null ? FailoverConfig.EMPTY : failover;
  }

  /// How the cluster chooses nodes, also where nothing is said of it.
  public PlacementConfig placementOrDefault() {
    return placement == null ? PlacementConfig.EMPTY : placement;
  }

  @Override
  public List<PhysicalNetwork> physicalNetworks() {
    return physicalNetworks == null ? List.of() : physicalNetworks;
  }
}
