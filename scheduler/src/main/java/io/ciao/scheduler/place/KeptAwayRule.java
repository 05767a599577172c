package io.ciao.scheduler.place;

import io.ciao.api.placement.InstanceTerm;
import java.util.Map;
import java.util.Set;

/// Anti-affinity holds both ways: an instance that is there already may want nobody like this one.
///
/// @param places where instances with that term are
record KeptAwayRule(InstanceTerm term, Set<String> places) implements PeerRule {
  @Override
  public boolean accepts(NodeView node) {
    var place = node.labels().get(term.topologyKey());
    return place == null || !places.contains(place);
  }

  @Override
  public boolean counts(Map<String, String> labels) {
    return false;
  }

  @Override
  public String refusal(NodeView node) {
    return "has an instance in %s=%s whose anti-affinity wants none with %s there"
        .formatted(term.topologyKey(), node.labels().get(term.topologyKey()), term.selector());
  }

  @Override
  public String refusalOfMany() {
    return "have an instance near whose anti-affinity wants it away";
  }
}
