package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Which TenantNetwork an instance is in.
///
/// @param address the IPv4 address it is to have; null for any that is free
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkAttachment(@Nullable String name, @Nullable String address) {

  /// The network's name; `default` where none is given.
  public String nameOrDefault() {
    return name == null ? "default" : name;
  }
}
