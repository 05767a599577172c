package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.workload.WorkloadSpec;

/// A workload as it was when an instance was made from it.
///
/// @param revision see [io.ciao.api.workload.Workload#revision()]
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResolvedWorkload(String namespace, String name, String revision, WorkloadSpec spec) {

  boolean isWhole() {
    return namespace != null && name != null && revision != null && spec != null;
  }
}
