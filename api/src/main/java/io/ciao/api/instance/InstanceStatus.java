package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is so: binding, addresses, what the node observed, and conditions.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceStatus(
    @Nullable Long observedGeneration,
    @Nullable String workloadRevision,
    @Nullable InstanceCharge charge,
    @Nullable List<Condition> conditions,
    @Nullable Binding binding,
    @Nullable InstanceNetwork network,
    @Nullable SshEndpoint ssh,
    @Nullable Observed observed) {

  public InstanceStatus {
    conditions = Copies.of(conditions);
  }

  public static final InstanceStatus EMPTY =
      new InstanceStatus(null, null, null, null, null, null, null, null);

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }
}
