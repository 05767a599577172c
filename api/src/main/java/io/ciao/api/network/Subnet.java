package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// A subnet in use; allocated by the scheduler's leader before it is used. `vni` is the VXLAN
/// network identifier.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Subnet(String cidr, long vni, @Nullable String gateway, String concentrator) {}
