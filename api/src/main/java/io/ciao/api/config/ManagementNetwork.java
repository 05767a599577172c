package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The network of the control plane, by its blocks of addresses.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManagementNetwork(@Nullable List<String> cidrs) {
  public ManagementNetwork {
    cidrs = Copies.of(cidrs);
  }

  @Override
  public List<String> cidrs() {
    return cidrs == null ? List.of() : cidrs;
  }
}
