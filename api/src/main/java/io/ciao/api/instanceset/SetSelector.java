package io.ciao.api.instanceset;

import java.util.Map;

/// Labels that an instance must have to belong to a set.
public record SetSelector(Map<String, String> matchLabels) {

  public SetSelector {
    matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
  }
}
