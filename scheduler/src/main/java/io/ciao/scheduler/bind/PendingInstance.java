package io.ciao.scheduler.bind;

import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.batch.LostNode;
import org.jspecify.annotations.Nullable;

/// An instance without a node, or without one that is not lost, with what its references came to:
/// as its first bind wrote it down, else as they mean now.
///
/// @param workloadRevision null if it names no workload, or one that does not exist or is not
///   visible
/// @param imageFound whether the image it is made from exists and is visible
/// @param imageName what nodes call that image; null if it is not found or has no source
/// @param forbidden what the apiserver has against a bind; null if nothing is known of it
/// @param lost the node that it is to be taken from; null if it has none
record PendingInstance(
    Instance instance,
    @Nullable String workloadRevision,
    EffectiveSpec spec,
    boolean imageFound,
    @Nullable String imageName,
    @Nullable Forbidden forbidden,
    @Nullable LostNode lost) {

  /// One of whose image nodes need not tell.
  PendingInstance(
      Instance instance,
      @Nullable String workloadRevision,
      EffectiveSpec spec,
      boolean imageFound,
      @Nullable Forbidden forbidden,
      @Nullable LostNode lost) {
    this(instance, workloadRevision, spec, imageFound, null, forbidden, lost);
  }

  /// The workload it names and that was not found; null if there is none missing.
  @Nullable String missingWorkload() {
    return workloadRevision == null ? instance.spec().workload() : null;
  }
}
