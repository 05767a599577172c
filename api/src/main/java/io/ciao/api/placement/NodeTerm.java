package io.ciao.api.placement;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Nodes, by their labels: all requirements must hold. One without any means no node.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeTerm(@Nullable List<Requirement> matchExpressions) {

  public NodeTerm {
    matchExpressions = Copies.of(matchExpressions);
  }

  @Override
  public List<Requirement> matchExpressions() {
    return matchExpressions == null ? List.of() : matchExpressions;
  }

  /// Whether a node with these labels is meant.
  public boolean matches(Map<String, String> labels) {
    for (var requirement : matchExpressions()) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return !matchExpressions().isEmpty();
  }

  @Override
  public String toString() {
    return matchExpressions().stream().map(Requirement::toString).collect(Collectors.joining(", "));
  }
}
