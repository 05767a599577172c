package io.ciao.scheduler.bind;

import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import org.jspecify.annotations.Nullable;

/// An instance without a node, with what its references came to: as its first bind wrote it down,
/// else as they mean now.
///
/// @param workloadRevision null if it names no workload, or one that does not exist or is not
///   visible
/// @param imageFound whether the image it is made from exists and is visible
/// @param forbidden what the apiserver has against a bind; null if nothing is known of it
record PendingInstance(
    Instance instance,
    @Nullable String workloadRevision,
    EffectiveSpec spec,
    boolean imageFound,
    @Nullable Forbidden forbidden) {

  /// The workload it names and that was not found; null if there is none missing.
  @Nullable String missingWorkload() {
    return workloadRevision == null ? instance.spec().workload() : null;
  }
}
