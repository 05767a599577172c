package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.instance.trace.StartTrace;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import io.ciao.api.workload.WorkloadSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is so: binding, addresses, what the node observed, and conditions.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceStatus(
    @Nullable Long observedGeneration,
    @Nullable Resolved resolved,
    @Nullable InstanceCharge charge,
    @Nullable List<Condition> conditions,
    @Nullable Binding binding,
    @Nullable InstanceNetwork network,
    @Nullable SshEndpoint ssh,
    @Nullable Observed observed,
    @Nullable StartTrace trace) {

  public InstanceStatus {
    conditions = Copies.of(conditions);
    resolved = resolved != null && resolved.isWhole() ? resolved : null;
  }

  public static final InstanceStatus EMPTY =
      new InstanceStatus(null, null, null, null, null, null, null, null, null);

  /// The revision of the workload that it is made from; null before it was bound, and where it
  /// names no workload.
  public @Nullable String workloadRevision() {
    var workload = resolved == null ? null : resolved.workload();
    return workload == null ? null : workload.revision();
  }

  /// The fields that its own lie over; none before it was bound.
  public WorkloadSpec base() {
    return resolved == null ? WorkloadSpec.EMPTY : resolved.base();
  }

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }
}
