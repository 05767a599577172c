package io.ciao.api.externalip;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Where the address comes from and leads to.
///
/// @param address the wished one; null for any that is free
/// @param instance null for none
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalIPSpec(
    @Nullable String pool, @Nullable String address, @Nullable String instance) {
  public static final ExternalIPSpec EMPTY = new ExternalIPSpec(null, null, null);
}
