package io.ciao.api.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// The other side of a connection; exactly one field is set.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecurityPeer(@Nullable String cidr, @Nullable String securityGroup) {}
