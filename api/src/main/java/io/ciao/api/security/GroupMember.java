package io.ciao.api.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// The addresses of an instance that has the group.
///
/// @param address6 null while its subnet has no IPv6 block
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GroupMember(String address, @Nullable String address6) {}
