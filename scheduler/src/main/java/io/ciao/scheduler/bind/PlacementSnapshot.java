package io.ciao.scheduler.bind;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.batch.LostNode;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.workload.Placement.Strategy;
import io.ciao.scheduler.place.Candidate;
import io.ciao.scheduler.place.Request;
import io.ciao.scheduler.place.Residents;
import java.util.List;
import java.util.Map;

/// Everything one placement pass may look at.
///
/// @param candidates all nodes with what is bound to them, in order of names
/// @param residents what is bound to them
/// @param strategy of instances that name none
/// @param pending live instances without a node that should run, in any order
/// @param stopped live instances without a node that should not run
/// @param released instances whose node has let go as it was told
/// @param stranded deleted instances that are bound to a lost node, which will not let go of them
/// @param abandoned deleted instances that never had a node, or have none any more
/// @param refused what is known of requests that no node takes
/// @param networks those of which addresses may be given
record PlacementSnapshot(
    List<Candidate> candidates,
    Residents residents,
    Strategy strategy,
    List<PendingInstance> pending,
    List<Instance> stopped,
    List<Instance> released,
    List<Stranded> stranded,
    List<Instance> abandoned,
    Map<Request, NoRoom> refused,
    Map<ObjectKey, NetworkView> networks) {

  /// An instance and the lost node that it is bound to.
  record Stranded(Instance instance, LostNode node) {}

  PlacementSnapshot {
    candidates = List.copyOf(candidates);
    pending = List.copyOf(pending);
    stopped = List.copyOf(stopped);
    released = List.copyOf(released);
    stranded = List.copyOf(stranded);
    abandoned = List.copyOf(abandoned);
    refused = Map.copyOf(refused);
    networks = Map.copyOf(networks);
  }
}
