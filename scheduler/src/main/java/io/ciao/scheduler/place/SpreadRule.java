package io.ciao.scheduler.place;

import io.ciao.api.placement.SpreadConstraint;
import java.util.Map;

/// Topology spread: no place gets further ahead of the one with the fewest than it may.
///
/// @param self 1 if the instance counts itself, else 0
/// @param fewest in any place that the instance's wish for nodes allows
record SpreadRule(SpreadConstraint constraint, Census census, int self, int fewest)
    implements PeerRule {
  @Override
  public boolean accepts(NodeView node) {
    var place = node.labels().get(constraint.topologyKey());
    return place != null && skew(place) <= constraint.maxSkew();
  }

  /// How many more the place would have than the one with the fewest.
  int skew(String place) {
    return census.in(place) + self - fewest;
  }

  @Override
  public boolean counts(Map<String, String> labels) {
    return constraint.selector().matches(labels);
  }

  @Override
  public String refusal(NodeView node) {
    var key = constraint.topologyKey();
    var place = node.labels().get(key);
    return place == null
        ? "lacks the label " + key + ", over which instances are spread"
        : "would have %d more with %s in %s=%s than where there are fewest, at most %d are wanted"
            .formatted(skew(place), constraint.selector(), key, place, constraint.maxSkew());
  }

  @Override
  public String refusalOfMany() {
    return "would have too many of its kind near";
  }
}
