package io.ciao.api.placement;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Instances of the tenant, by their labels: all that is said must hold. One that says nothing
/// means them all.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceSelector(
    @Nullable Map<String, String> matchLabels, @Nullable List<Requirement> matchExpressions) {

  public static final InstanceSelector ALL = new InstanceSelector(null, null);

  public InstanceSelector {
    matchLabels = matchLabels == null ? null : Map.copyOf(matchLabels);
    matchExpressions = Copies.of(matchExpressions);
  }

  @Override
  public Map<String, String> matchLabels() {
    return matchLabels == null ? Map.of() : matchLabels;
  }

  @Override
  public List<Requirement> matchExpressions() {
    return matchExpressions == null ? List.of() : matchExpressions;
  }

  /// Whether an instance with these labels is meant.
  public boolean matches(Map<String, String> labels) {
    for (var wanted : matchLabels().entrySet()) {
      if (!wanted.getValue().equals(labels.get(wanted.getKey()))) {
        return false;
      }
    }
    for (var requirement : matchExpressions()) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  /// For people: `app=web, tier in (a, b)`.
  @Override
  public String toString() {
    var labels =
        new TreeMap<>(matchLabels())
            .entrySet().stream().map(label -> label.getKey() + "=" + label.getValue());
    var text =
        Stream.concat(labels, matchExpressions().stream().map(Requirement::toString))
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "any label" : text;
  }
}
