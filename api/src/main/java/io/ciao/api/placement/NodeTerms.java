package io.ciao.api.placement;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Nodes that one of the terms means.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeTerms(@Nullable List<NodeTerm> nodeSelectorTerms) {

  public NodeTerms {
    nodeSelectorTerms = Copies.of(nodeSelectorTerms);
  }

  @Override
  public List<NodeTerm> nodeSelectorTerms() {
    return nodeSelectorTerms == null ? List.of() : nodeSelectorTerms;
  }

  /// Whether a node with these labels is meant.
  public boolean matches(Map<String, String> labels) {
    for (var term : nodeSelectorTerms()) {
      if (term.matches(labels)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return nodeSelectorTerms().stream()
        .map(NodeTerm::toString)
        .collect(Collectors.joining("; or "));
  }
}
