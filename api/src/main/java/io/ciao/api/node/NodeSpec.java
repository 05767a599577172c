package io.ciao.api.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an admin wants of a node, and its roles, which come from its certificate.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeSpec(
    @Nullable List<String> roles, @Nullable Boolean unschedulable, @Nullable List<Taint> taints) {

  public NodeSpec {
    roles = Copies.of(roles);
    taints = Copies.of(taints);
  }

  public static final NodeSpec EMPTY = new NodeSpec(null, null, null);

  @Override
  public List<String> roles() {
    return roles == null ? List.of() : roles;
  }

  @Override
  public List<Taint> taints() {
    return taints == null ? List.of() : taints;
  }

  public boolean isUnschedulable() {
    return Boolean.TRUE.equals(unschedulable);
  }
}
