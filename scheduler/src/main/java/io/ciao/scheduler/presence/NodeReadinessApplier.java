package io.ciao.scheduler.presence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.instance.batch.BatchVerb;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.instance.batch.StatusItem;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.FirstFailure;
import io.ciao.scheduler.cluster.ConditionsPatch;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.scheduler.cluster.Leadership;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// Carries out the actions of a pass over a node through the apiserver. Chooses nothing. A write
/// that lost a race is dropped: the change that won it marks the node again.
final class NodeReadinessApplier {
  private final BiConsumer<ObjectKey, ObjectNode> patch;
  private final InstanceBatches batches;

  /// @param patch merge patch of a node's status; throws as the client does
  NodeReadinessApplier(BiConsumer<ObjectKey, ObjectNode> patch, InstanceBatches batches) {
    this.patch = patch;
    this.batches = batches;
  }

  /// Does all it can; instances are told in one go.
  ///
  /// @throws RuntimeException what the first request that failed threw, see [FirstFailure]
  void apply(List<NodeReadinessAction> actions) throws InterruptedException {
    var steps = new FirstFailure(Leadership::endsPass);
    var items = new ArrayList<StatusItem>();
    for (var action : actions) {
      switch (action) {
        case NodeReadinessAction.SetConditions set -> steps.attempt(() -> write(set));
        case NodeReadinessAction.SetNodeAvailable(var instance, var condition) ->
            items.add(StatusItem.saying(InstanceRef.of(instance), condition));
      }
    }
    if (!items.isEmpty()) {
      steps.attempt(() -> batches.post(BatchVerb.STATUS, items));
    }
    steps.throwFirst();
  }

  private void write(NodeReadinessAction.SetConditions set) {
    var metadata = set.node().metadata();
    try {
      patch.accept(ObjectKey.of(metadata), ConditionsPatch.of(metadata, set.conditions()));
    } catch (ApiException e) {
      if (!e.isConflict() && !e.isNotFound()) {
        throw e;
      }
    }
  }
}
