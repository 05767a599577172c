package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Which TenantNetwork an instance is in.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkAttachment(@Nullable String name) {

  /// The network's name; `default` where none is given.
  public String nameOrDefault() {
    return name == null ? "default" : name;
  }
}
