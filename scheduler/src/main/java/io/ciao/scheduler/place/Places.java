package io.ciao.scheduler.place;

import java.util.HashMap;
import java.util.Map;

/// Which place each node is in, by one label key; numbered, since all nodes are asked for each
/// instance that minds others.
final class Places {
  /// The place of a node without the label.
  static final int NONE = -1;

  private final int[] ofNode;
  private final Map<String, Integer> numbers = new HashMap<>();

  Places(Nodes nodes, String topologyKey) {
    ofNode = new int[nodes.size()];
    for (int i = 0; i < ofNode.length; i++) {
      var place = nodes.at(i).node().labels().get(topologyKey);
      ofNode[i] = place == null ? NONE : numbers.computeIfAbsent(place, _ -> numbers.size());
    }
  }

  /// How many there are; their numbers begin with 0.
  int size() {
    return numbers.size();
  }

  /// The place of the node at that index, or [#NONE].
  int of(int node) {
    return ofNode[node];
  }
}
