package io.ciao.scheduler.place;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The nodes of a pass, each at an index, with what they have taken so far. Confined to one thread.
final class Nodes {
  private final Candidate[] candidates;
  private final Map<String, Places> places = new HashMap<>();
  private final List<Integer> log = new ArrayList<>();

  /// @param candidates in order of their names
  Nodes(List<Candidate> candidates) {
    this.candidates = candidates.toArray(Candidate[]::new);
  }

  int size() {
    return candidates.length;
  }

  Candidate at(int index) {
    return candidates[index];
  }

  /// Negative if there is no node of that name. A search: an index of all names would cost a pass
  /// of one instance half its time.
  int indexOf(String node) {
    var low = 0;
    var high = candidates.length - 1;
    while (low <= high) {
      var middle = (low + high) >>> 1;
      var order = candidates[middle].node().name().compareTo(node);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /// Which places they are in by that label key.
  Places places(String topologyKey) {
    return places.computeIfAbsent(topologyKey, key -> new Places(this, key));
  }

  /// Where instances were taken in this pass, one after the other.
  List<Integer> log() {
    return log;
  }

  void take(int index, Request request) {
    candidates[index] = candidates[index].plus(request);
    log.add(index);
  }
}
