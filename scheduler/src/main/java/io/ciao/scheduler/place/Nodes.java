package io.ciao.scheduler.place;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The nodes of a pass, each at a place, with what they have taken so far. Confined to one thread.
final class Nodes {
  private final List<Candidate> candidates;
  private final List<Integer> log = new ArrayList<>();

  /// @param candidates in order of their names
  Nodes(List<Candidate> candidates) {
    this.candidates = new ArrayList<>(candidates);
  }

  int size() {
    return candidates.size();
  }

  Candidate at(int place) {
    return candidates.get(place);
  }

  /// Negative if there is no node of that name. A search: an index of all names would cost a pass
  /// of one instance half its time.
  int placeOf(String node) {
    var low = 0;
    var high = candidates.size() - 1;
    while (low <= high) {
      var middle = (low + high) >>> 1;
      var order = candidates.get(middle).node().name().compareTo(node);
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

  /// Null if there is no node of that name.
  @Nullable NodeView named(String node) {
    var place = placeOf(node);
    return place < 0 ? null : candidates.get(place).node();
  }

  /// Where instances were taken in this pass, one after the other.
  List<Integer> log() {
    return log;
  }

  void take(int place, Request request) {
    candidates.set(place, candidates.get(place).plus(request));
    log.add(place);
  }
}
