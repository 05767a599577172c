package io.ciao.scheduler.bind;

import io.ciao.scheduler.place.Candidate;
import io.ciao.scheduler.place.Change;
import io.ciao.scheduler.place.NodeView;
import io.ciao.scheduler.place.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which requests no node could take, kept from pass to pass: only those are tried again that what
/// changed since can help (see [Change]). Forgetting makes a pass slower, and never wrong. Confined
/// to one thread.
final class Waiters {
  /// So many reasons are kept, one a request and node.
  private static final int REASONS_MAX = 200_000;

  private List<Candidate> nodes = List.of();
  private Map<Request, NoRoom> refused = Map.of();

  /// What the last pass has judged otherwise than the next will find it: where it took or kept
  /// room, and for whom, whatever came of it.
  private Set<String> touchedNodes = Set.of();

  private Set<String> touchedTenants = Set.of();

  /// The requests that no node takes, as things are now.
  ///
  /// @param now all nodes, in order of their names
  /// @param changedNodes on which something else is bound than at the last call
  /// @param changedTenants of which something else is bound
  Map<Request, NoRoom> stillRefused(
      List<Candidate> now, Set<String> changedNodes, Set<String> changedTenants) {
    var known = new HashMap<Request, NoRoom>();
    if (areTheSame(now)) {
      var change =
          new Change(now, changed(now, changedNodes), union(touchedTenants, changedTenants));
      refused.forEach(
          (request, no) ->
              change
                  .refusal(request, no.why(), no.triedUpTo() != NoRoom.NOT_TRIED)
                  .ifPresent(why -> known.put(request, no.later(why))));
    }
    nodes = now;
    refused = known;
    touchedNodes = Set.of();
    touchedTenants = Set.of();
    return known;
  }

  /// A pass over these nodes has come to that.
  void decided(PlacementDecider.Decision decision) {
    refused = new HashMap<>();
    touchedNodes = decision.touchedNodes();
    touchedTenants = decision.touchedTenants();
    var left = REASONS_MAX;
    for (var entry : decision.refused().entrySet()) {
      left -= nodes.size();
      if (left >= 0 && entry.getValue().lasts()) {
        refused.put(entry.getKey(), entry.getValue());
      }
    }
  }

  private List<Integer> changed(List<Candidate> now, Set<String> changedNodes) {
    var changed = new ArrayList<Integer>();
    for (int i = 0; i < now.size(); i++) {
      var name = now.get(i).node().name();
      if (!now.get(i).equals(nodes.get(i))
          || touchedNodes.contains(name)
          || changedNodes.contains(name)) {
        changed.add(i);
      }
    }
    return changed;
  }

  /// Whether they are the same places for instances that mind each other.
  private boolean areTheSame(List<Candidate> now) {
    if (now.size() != nodes.size()) {
      return false;
    }
    for (int i = 0; i < now.size(); i++) {
      if (!isSame(now.get(i).node(), nodes.get(i).node())) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // most did not change
  private static boolean isSame(NodeView one, NodeView other) {
    return one == other
        || (one.name().equals(other.name())
            && one.hostName().equals(other.hostName())
            && one.roles().equals(other.roles())
            && one.labels().equals(other.labels()));
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    var both = new HashSet<>(one);
    both.addAll(other);
    return both;
  }
}
