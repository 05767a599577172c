package io.ciao.api.placement;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which nodes it wants, by their labels. Looked at when it is placed; what changes afterwards
/// moves nothing.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeAffinity(
    @Nullable NodeTerms requiredDuringSchedulingIgnoredDuringExecution,
    @Nullable List<WeightedNodeTerm> preferredDuringSchedulingIgnoredDuringExecution) {

  public NodeAffinity {
    preferredDuringSchedulingIgnoredDuringExecution =
        Copies.of(preferredDuringSchedulingIgnoredDuringExecution);
  }

  public static final NodeAffinity NONE = new NodeAffinity(null, null);

  /// The nodes that alone may take it; null for all.
  public @Nullable NodeTerms required() {
    return requiredDuringSchedulingIgnoredDuringExecution;
  }

  /// Terms that make a node better.
  public List<WeightedNodeTerm> preferred() {
    var terms = preferredDuringSchedulingIgnoredDuringExecution;
    return terms == null ? List.of() : terms;
  }
}
