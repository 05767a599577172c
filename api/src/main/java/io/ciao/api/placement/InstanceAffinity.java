package io.ciao.api.placement;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which instances of the tenant it wants to be near to, or away from. Looked at when it is placed;
/// what changes afterwards moves nothing.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceAffinity(
    @Nullable List<InstanceTerm> requiredDuringSchedulingIgnoredDuringExecution,
    @Nullable List<WeightedInstanceTerm> preferredDuringSchedulingIgnoredDuringExecution) {

  public InstanceAffinity {
    requiredDuringSchedulingIgnoredDuringExecution =
        Copies.of(requiredDuringSchedulingIgnoredDuringExecution);
    preferredDuringSchedulingIgnoredDuringExecution =
        Copies.of(preferredDuringSchedulingIgnoredDuringExecution);
  }

  public static final InstanceAffinity NONE = new InstanceAffinity(null, null);

  /// Terms that must all hold.
  public List<InstanceTerm> required() {
    var terms = requiredDuringSchedulingIgnoredDuringExecution;
    return terms == null ? List.of() : terms;
  }

  /// Terms that make a place better.
  public List<WeightedInstanceTerm> preferred() {
    var terms = preferredDuringSchedulingIgnoredDuringExecution;
    return terms == null ? List.of() : terms;
  }
}
