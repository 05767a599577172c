package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What instances use as their router.
///
/// @param ip6 null while the subnet has no IPv6 block
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Gateway(String ip, @Nullable String ip6, String mac) {}
