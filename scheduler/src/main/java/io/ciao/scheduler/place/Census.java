package io.ciao.scheduler.place;

import io.ciao.api.placement.InstanceSelector;
import java.util.BitSet;
import java.util.Map;

/// How many instances of a tenant that a selector means are in each place. Confined to one thread.
final class Census {
  private final InstanceSelector selector;
  private final Places places;
  private final int[] byPlace;
  private int all;

  Census(InstanceSelector selector, Places places) {
    this.selector = selector;
    this.places = places;
    this.byPlace = new int[places.size()];
  }

  /// Counts an instance on the node at that index if it is meant.
  void add(Map<String, String> labels, int node) {
    if (selector.matches(labels)) {
      add(node);
    }
  }

  /// Counts an instance on the node at that index.
  void add(int node) {
    var place = places.of(node);
    if (place != Places.NONE) {
      byPlace[place]++;
      all++;
    }
  }

  /// Whether that node is in a place at all.
  boolean hasPlace(int node) {
    return places.of(node) != Places.NONE;
  }

  /// How many are in that node's place; 0 where it is in none.
  int near(int node) {
    var place = places.of(node);
    return place == Places.NONE ? 0 : byPlace[place];
  }

  boolean isEmpty() {
    return all == 0;
  }

  /// The fewest in any of these places; 0 if there are none.
  int fewest(BitSet among) {
    if (among.isEmpty()) {
      return 0;
    }
    var fewest = Integer.MAX_VALUE;
    for (int place = among.nextSetBit(0); place >= 0; place = among.nextSetBit(place + 1)) {
      fewest = Math.min(fewest, byPlace[place]);
    }
    return fewest;
  }
}
