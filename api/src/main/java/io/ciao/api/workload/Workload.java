package io.ciao.api.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.meta.ResourceStatus;
import org.jspecify.annotations.Nullable;

/// A template from which instances are made.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Workload(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    WorkloadSpec spec,
    @Nullable ResourceStatus status) {

  public static final String KIND = "Workload";
  public static final String RESOURCE = "workloads";

  public Workload {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? WorkloadSpec.EMPTY : spec;
  }

  @Override
  public ResourceStatus status() {
    return status == null ? ResourceStatus.EMPTY : status;
  }
}
