package io.ciao.scheduler.place;

import io.ciao.api.placement.InstanceSelector;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// How many instances of a tenant that a selector means are in each place. Confined to one thread.
final class Census {
  private final InstanceSelector selector;
  private final String topologyKey;
  private final Map<String, Integer> byPlace = new HashMap<>();

  Census(InstanceSelector selector, String topologyKey) {
    this.selector = selector;
    this.topologyKey = topologyKey;
  }

  /// Counts an instance on that node if it is meant.
  void add(Map<String, String> labels, NodeView node) {
    var place = node.labels().get(topologyKey);
    if (place != null && selector.matches(labels)) {
      byPlace.merge(place, 1, Integer::sum);
    }
  }

  int in(String place) {
    return byPlace.getOrDefault(place, 0);
  }

  boolean isEmpty() {
    return byPlace.isEmpty();
  }

  /// The fewest in any of these places; 0 if there are none.
  int fewest(Set<String> places) {
    if (byPlace.size() < places.size()) {
      return 0;
    }
    var fewest = Integer.MAX_VALUE;
    for (var place : places) {
      fewest = Math.min(fewest, in(place));
    }
    return places.isEmpty() ? 0 : fewest;
  }
}
