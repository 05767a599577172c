package io.ciao.api.placement;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Nodes and instances that it wants to be near to, and instances that it wants to be away from.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Affinity(
    @Nullable NodeAffinity nodeAffinity,
    @Nullable InstanceAffinity instanceAffinity,
    @Nullable InstanceAffinity instanceAntiAffinity) {
  public static final Affinity NONE = new Affinity(null, null, null);

  /// Nodes.
  public NodeAffinity nodes() {
    return nodeAffinity == null ? NodeAffinity.NONE : nodeAffinity;
  }

  /// Instances to be near to.
  public InstanceAffinity near() {
    return instanceAffinity == null ? InstanceAffinity.NONE : instanceAffinity;
  }

  /// Instances to be away from.
  public InstanceAffinity away() {
    return instanceAntiAffinity == null ? InstanceAffinity.NONE : instanceAntiAffinity;
  }
}
