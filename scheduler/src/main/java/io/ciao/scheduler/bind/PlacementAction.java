package io.ciao.scheduler.bind;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.SshEndpoint;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.instance.batch.LostNode;
import io.ciao.api.meta.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of a placement pass.
sealed interface PlacementAction {
  /// The instance that it is about.
  InstanceRef ref();

  /// A step with an instance that was looked at as a whole.
  sealed interface OfInstance extends PlacementAction {
    Instance instance();

    @Override
    default InstanceRef ref() {
      return InstanceRef.of(instance());
    }
  }

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
      implements OfInstance {}

  /// Have others give way to the instance, provided that it could be bound then: else they would go
  /// in vain.
  record Preempt(
      Instance instance,
      String nodeName,
      String nodeUid,
      @Nullable String workloadRevision,
      @Nullable LostNode lost,
      List<Evict> victims)
      implements OfInstance {
    public Preempt {
      victims = List.copyOf(victims);
    }
  }

  /// Tell its node to let it go, because another needs the room; `because` is for people.
  record Evict(InstanceRef ref, long epoch, String because) {}

  /// Say why it has no node, or none but a lost one.
  record Say(Instance instance, Condition condition) implements OfInstance {}

  /// Clear a binding that its node has released; `lost` is a node that never will, null where it
  /// has.
  record FinishUnbind(Instance instance, long epoch, @Nullable LostNode lost)
      implements OfInstance {}

  /// Let a deleted instance go that no node holds.
  record RemoveFinalizer(Instance instance) implements OfInstance {}
}
