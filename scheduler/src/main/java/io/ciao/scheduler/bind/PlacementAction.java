package io.ciao.scheduler.bind;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.SshEndpoint;
import io.ciao.api.instance.batch.LostNode;
import io.ciao.api.meta.Condition;
import org.jspecify.annotations.Nullable;

/// One step of a placement pass.
sealed interface PlacementAction {
  Instance instance();

  /// Give the instance this node and these addresses (`ssh` is null where no port leads to it).
  /// `workloadRevision` is `<uid>/<generation>`, null without a workload; `lost` is the node that
  /// it is taken from, null if it has none.
  record Bind(
      Instance instance,
      String nodeName,
      String nodeUid,
      @Nullable String workloadRevision,
      InstanceNetwork network,
      @Nullable SshEndpoint ssh,
      @Nullable LostNode lost)
      implements PlacementAction {}

  /// Say why it has no node, or none but a lost one.
  record Say(Instance instance, Condition condition) implements PlacementAction {}

  /// Clear a binding that its node has released.
  record FinishUnbind(Instance instance, long epoch) implements PlacementAction {}

  /// Let a deleted instance go that no node holds.
  record RemoveFinalizer(Instance instance) implements PlacementAction {}
}
