package io.ciao.scheduler.place;

import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.workload.Placement;
import java.util.Map;

/// What an instance asks of a node and of its neighbours there.
///
/// @param wish where it may run and would like to
/// @param tenant whose other instances the wish can mean
/// @param labels by which wishes of the tenant's other instances mean this one
public record Request(
    EffectiveSpec.Runtime runtime,
    long vcpus,
    long memoryBytes,
    long diskBytes,
    Placement wish,
    String tenant,
    Map<String, String> labels) {

  public Request {
    labels = Map.copyOf(labels);
  }

  /// The same on whatever node.
  public Request onAnyNode() {
    return new Request(runtime, vcpus, memoryBytes, diskBytes, wish.onAnyNode(), tenant, labels);
  }

  /// What nodes are asked for themselves: the same for instances that differ in labels alone.
  Request shape() {
    return new Request(runtime, vcpus, memoryBytes, diskBytes, wish, "", Map.of());
  }

  /// Whether it matters to it where other instances are: a bind can then help those behind it.
  public boolean minds() {
    var affinity = wish.affinityOrNone();
    return affinity.instanceAffinity() != null
        || affinity.instanceAntiAffinity() != null
        || !wish.topologySpreadConstraints().isEmpty();
  }

  /// Whether it keeps others away.
  public boolean keepsAway() {
    return !wish.affinityOrNone().away().required().isEmpty();
  }

  /// The request of a tenant's instance with that spec.
  public static Request of(EffectiveSpec spec, String tenant, Map<String, String> labels) {
    return new Request(
        spec.runtime(),
        spec.vcpus(),
        spec.memoryBytes(),
        spec.diskBytes(),
        spec.placement(),
        tenant,
        labels);
  }
}
