package io.ciao.scheduler.place;

import io.ciao.api.instance.EffectiveSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an instance asks of a node; equal for instances of the same shape. `nodeName` and
/// `hostName` are null where it may run anywhere.
public record Request(
    EffectiveSpec.Runtime runtime,
    long vcpus,
    long memoryBytes,
    long diskBytes,
    @Nullable String nodeName,
    @Nullable String hostName,
    Map<String, String> nodeSelector) {

  public Request {
    nodeSelector = Map.copyOf(nodeSelector);
  }

  /// The same on whatever node.
  public Request onAnyNode() {
    return new Request(runtime, vcpus, memoryBytes, diskBytes, null, hostName, nodeSelector);
  }

  /// The request of an instance with that spec.
  public static Request of(EffectiveSpec spec) {
    var placement = spec.placement();
    return new Request(
        spec.runtime(),
        spec.vcpus(),
        spec.memoryBytes(),
        spec.diskBytes(),
        placement.nodeName(),
        placement.hostName(),
        placement.nodeSelector());
  }
}
