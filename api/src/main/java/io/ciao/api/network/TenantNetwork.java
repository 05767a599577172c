package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import org.jspecify.annotations.Nullable;

/// The address space of a tenant, cut into subnets.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantNetwork(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    TenantNetworkSpec spec,
    @Nullable TenantNetworkStatus status) {

  public static final String KIND = "TenantNetwork";
  public static final String RESOURCE = "tenantnetworks";

  public TenantNetwork {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? TenantNetworkSpec.EMPTY : spec;
    status = status == null ? TenantNetworkStatus.EMPTY : status;
  }

  @Override
  public TenantNetworkStatus status() {
    return status == null ? TenantNetworkStatus.EMPTY : status;
  }
}
