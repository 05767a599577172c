package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import org.jspecify.annotations.Nullable;

/// One virtual machine or container of a tenant.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Instance(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    InstanceSpec spec,
    @Nullable InstanceStatus status) {

  public static final String KIND = "Instance";
  public static final String RESOURCE = "instances";

  public Instance {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? InstanceSpec.EMPTY : spec;
    status = status == null ? InstanceStatus.EMPTY : status;
  }

  @Override
  public InstanceStatus status() {
    return status == null ? InstanceStatus.EMPTY : status;
  }
}
