package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// A subnet in use; allocated by the scheduler's leader before it is used. `vni` is the VXLAN
/// network identifier, `cidr6` its IPv6 block, null while it has none.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Subnet(
    String cidr, @Nullable String cidr6, long vni, @Nullable String gateway, String concentrator) {

  public Subnet withCidr6(@Nullable String value) {
    return new Subnet(cidr, value, vni, gateway, concentrator);
  }
}
