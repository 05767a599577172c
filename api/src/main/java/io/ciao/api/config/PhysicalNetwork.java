package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// A network outside that network nodes lead to.
///
/// @param range the addresses that concentrators take, as `FIRST-LAST`
/// @param vlan null if it is untagged
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PhysicalNetwork(
    @Nullable String name,
    @Nullable String cidr,
    @Nullable String gateway,
    @Nullable String range,
    @Nullable Integer vlan) {}
