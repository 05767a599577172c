package io.ciao.scheduler.place;

import io.ciao.api.placement.InstanceTerm;
import java.util.Map;

/// Required affinity: an instance that is meant must be in the same place. The first of several
/// that want to be together may go anywhere: while there is none yet, and it is meant itself.
record NearRule(InstanceTerm term, Census census, boolean isFirst) implements PeerRule {
  @Override
  public boolean accepts(int index) {
    return census.hasPlace(index) && (isFirst || census.near(index) > 0);
  }

  @Override
  public boolean counts(Map<String, String> labels) {
    return term.selector().matches(labels);
  }

  @Override
  public String refusal(int index, NodeView node) {
    var place = node.labels().get(term.topologyKey());
    return place == null
        ? "lacks the label " + term.topologyKey() + ", by which affinity goes"
        : "has no instance with %s in %s=%s, which affinity asks for"
            .formatted(term.selector(), term.topologyKey(), place);
  }

  @Override
  public String refusalOfMany() {
    return "have no instance near that affinity asks for";
  }
}
