package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// The address space and how its packets travel.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantNetworkSpec(
    @Nullable String cidr,
    @Nullable Integer subnetPrefixLength,
    @Nullable String topology,
    @Nullable String tunnelType,
    @Nullable Integer mtu,
    @Nullable Dns dns,
    @Nullable ConcentratorWish concentrator) {

  public static final TenantNetworkSpec EMPTY =
      new TenantNetworkSpec(null, null, null, null, null, null, null);
}
