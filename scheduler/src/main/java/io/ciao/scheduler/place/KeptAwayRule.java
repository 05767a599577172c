package io.ciao.scheduler.place;

import io.ciao.api.placement.InstanceTerm;
import java.util.Map;

/// Anti-affinity holds both ways: an instance that is there already may want nobody like this one.
///
/// @param there instances with that term
record KeptAwayRule(InstanceTerm term, Census there) implements PeerRule {
  @Override
  public boolean accepts(int index) {
    return there.near(index) == 0;
  }

  @Override
  public boolean counts(Map<String, String> labels) {
    return false;
  }

  @Override
  public String refusal(int index, NodeView node) {
    return "has an instance in %s=%s whose anti-affinity wants none with %s there"
        .formatted(term.topologyKey(), node.labels().get(term.topologyKey()), term.selector());
  }

  @Override
  public String refusalOfMany() {
    return "have an instance near whose anti-affinity wants it away";
  }
}
