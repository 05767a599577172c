package io.ciao.api.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.meta.ResourceStatus;
import org.jspecify.annotations.Nullable;

/// A customer; owns the namespace of its name.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tenant(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    TenantSpec spec,
    @Nullable ResourceStatus status) {

  public static final String KIND = "Tenant";
  public static final String RESOURCE = "tenants";

  public Tenant {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? TenantSpec.EMPTY : spec;
  }

  @Override
  public ResourceStatus status() {
    return status == null ? ResourceStatus.EMPTY : status;
  }
}
