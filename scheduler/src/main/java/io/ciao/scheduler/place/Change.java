package io.ciao.scheduler.place;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What became different between two snapshots of the same nodes, and whom that can help: a request
/// that no node could take is tried again if a node that changed takes it now by itself, if room
/// could be made there for it, or if others speak against it and its tenant's instances changed.
/// Nothing else can have made it placeable. Pure.
///
/// @param nodes as they are now, in order of their names
/// @param changed the indexes of those that are not what they were, in ascending order: they
///   themselves, or what is on them
/// @param tenants whose instances are not where or what they were
public record Change(List<Candidate> nodes, List<Integer> changed, Set<String> tenants) {
  public Change {
    nodes = List.copyOf(nodes);
    changed = List.copyOf(changed);
    tenants = Set.copyOf(tenants);
  }

  /// Why no node takes the request still, each node's reason as it is now; empty if it is to be
  /// tried again.
  ///
  /// @param before why none took it
  /// @param preempts whether others may have to give way to it
  public Optional<Placement.Unschedulable> refusal(
      Request request, Placement.Unschedulable before, boolean preempts) {
    if (tenants.contains(request.tenant()) && (preempts || before.isByCompany())) {
      return Optional.empty();
    }
    if (changed.isEmpty()) {
      return Optional.of(before);
    }
    var now = new ArrayList<>(before.refusals());
    for (var index : changed) {
      var candidate = nodes.get(index);
      var refusal = Placer.refusal(request, candidate);
      if (refusal == null || (preempts && Placer.allowed(request, candidate))) {
        return Optional.empty();
      }
      now.set(index, refusal);
    }
    return Optional.of(new Placement.Unschedulable(now));
  }
}
