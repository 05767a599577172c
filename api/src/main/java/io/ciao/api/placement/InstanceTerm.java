package io.ciao.api.placement;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Nodes whose label `topologyKey` has the same value are one place; this means the places with
/// such instances.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceTerm(@Nullable InstanceSelector labelSelector, String topologyKey) {

  /// The instances that it means.
  public InstanceSelector selector() {
    return labelSelector == null ? InstanceSelector.ALL : labelSelector;
  }
}
