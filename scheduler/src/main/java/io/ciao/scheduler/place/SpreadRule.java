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
  public boolean accepts(int index) {
    return census.hasPlace(index) && skew(index) <= constraint.maxSkew();
  }

  /// How many more the place of that node would have than the one with the fewest.
  int skew(int index) {
    return census.near(index) + self - fewest;
  }

  /// How many more than wanted the node's place would have; one that is in no place counts as one
  /// too many.
  int excess(int index) {
    return census.hasPlace(index) ? Math.max(0, skew(index) - constraint.maxSkew()) : 1;
  }

  @Override
  public boolean counts(Map<String, String> labels) {
    return constraint.selector().matches(labels);
  }

  @Override
  public String refusal(int index, NodeView node) {
    var key = constraint.topologyKey();
    var place = node.labels().get(key);
    return place == null
        ? "lacks the label " + key + ", over which instances are spread"
        : "would have %d more with %s in %s=%s than where there are fewest, at most %d are wanted"
            .formatted(skew(index), constraint.selector(), key, place, constraint.maxSkew());
  }

  @Override
  public String refusalOfMany() {
    return "would have too many of its kind near";
  }
}
