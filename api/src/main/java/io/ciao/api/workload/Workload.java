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

  /// `<uid>/<generation>`: another word for every workload and every change of its fields.
  public String revision() {
    return revision(metadata.requireUid(), metadata.generationOrZero());
  }

  /// The same of one that is no record.
  public static String revision(String uid, long generation) {
    return uid + "/" + generation;
  }

  @Override
  public ResourceStatus status() {
    return status == null ? ResourceStatus.EMPTY : status;
  }
}
