package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The network that carries tenants' tunnels between nodes, by its blocks of addresses.
///
/// @param mtu the largest packet that it carries, in bytes
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ComputeNetwork(@Nullable List<String> cidrs, @Nullable Integer mtu) {
  public ComputeNetwork {
    cidrs = Copies.of(cidrs);
  }

  @Override
  public List<String> cidrs() {
    return cidrs == null ? List.of() : cidrs;
  }
}
