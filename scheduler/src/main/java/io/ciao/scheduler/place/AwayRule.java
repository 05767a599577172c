package io.ciao.scheduler.place;

import io.ciao.api.placement.InstanceTerm;
import java.util.Map;

/// Required anti-affinity: no instance that is meant may be in the same place.
record AwayRule(InstanceTerm term, Census census) implements PeerRule {
  @Override
  public boolean accepts(int index) {
    return census.near(index) == 0;
  }

  @Override
  public boolean counts(Map<String, String> labels) {
    return false;
  }

  @Override
  public String refusal(int index, NodeView node) {
    return "has an instance with %s in %s=%s, which anti-affinity forbids"
        .formatted(term.selector(), term.topologyKey(), node.labels().get(term.topologyKey()));
  }

  @Override
  public String refusalOfMany() {
    return "have an instance near that anti-affinity forbids";
  }
}
