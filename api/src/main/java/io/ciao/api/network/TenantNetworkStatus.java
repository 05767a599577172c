package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The subnets in use, and the VXLAN network over which they reach each other (`transitVNI`).
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantNetworkStatus(
    @Nullable Long observedGeneration,
    @Nullable List<Subnet> subnets,
    @Nullable Long transitVNI,
    @Nullable List<Condition> conditions) {

  public TenantNetworkStatus {
    subnets = Copies.of(subnets);
    conditions = Copies.of(conditions);
  }

  public static final TenantNetworkStatus EMPTY = new TenantNetworkStatus(null, null, null, null);

  @Override
  public List<Subnet> subnets() {
    return subnets == null ? List.of() : subnets;
  }

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }
}
