package io.ciao.api.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import org.jspecify.annotations.Nullable;

/// A claim that its holder renews and that others may take over when it does not.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Lease(
    @Nullable String apiVersion, @Nullable String kind, ObjectMeta metadata, LeaseSpec spec) {

  public static final String KIND = "Lease";
  public static final String RESOURCE = "leases";

  public Lease {
    apiVersion = "coordination.k8s.io/v1";
    kind = KIND;
    spec = spec == null ? LeaseSpec.EMPTY : spec;
  }
}
