package io.ciao.api.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import io.ciao.api.placement.Affinity;
import io.ciao.api.placement.SpreadConstraint;
import io.ciao.api.placement.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where an instance may run; null means anywhere.
///
/// @param strategy `spread` or `pack`; null for what the cluster does
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Placement(
    @Nullable String nodeName,
    @Nullable String hostName,
    @Nullable Map<String, String> nodeSelector,
    @Nullable List<Toleration> tolerations,
    @Nullable Affinity affinity,
    @Nullable List<SpreadConstraint> topologySpreadConstraints,
    @Nullable String strategy) {

  public Placement {
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    tolerations = Copies.of(tolerations);
    topologySpreadConstraints = Copies.of(topologySpreadConstraints);
  }

  /// Which nodes are better: emptier or fuller ones.
  public enum Strategy {
    SPREAD,
    PACK;

    /// The one of that name, or another where none is named.
    public static Strategy of(@Nullable String name, Strategy otherwise) {
      return name == null ? otherwise : name.equals("pack") ? PACK : SPREAD;
    }
  }

  /// Anywhere.
  public static final Placement ANY = new Placement(null, null, null, null, null, null, null);

  @Override
  public Map<String, String> nodeSelector() {
    return nodeSelector == null ? Map.of() : nodeSelector;
  }

  @Override
  public List<Toleration> tolerations() {
    return tolerations == null ? List.of() : tolerations;
  }

  @Override
  public List<SpreadConstraint> topologySpreadConstraints() {
    return topologySpreadConstraints == null ? List.of() : topologySpreadConstraints;
  }

  /// What it wants to be near to and away from.
  public Affinity affinityOrNone() {
    return affinity == null ? Affinity.NONE : affinity;
  }

  /// The same on whatever node.
  public Placement onAnyNode() {
    return new Placement(
        null, hostName, nodeSelector, tolerations, affinity, topologySpreadConstraints, strategy);
  }
}
