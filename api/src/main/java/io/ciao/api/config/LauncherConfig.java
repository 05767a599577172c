package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What launcher-agents are told by the SSNTP command CONFIGURE.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LauncherConfig(
    @Nullable List<String> computeNetworks,
    @Nullable List<String> managementNetworks,
    @Nullable Boolean diskLimit,
    @Nullable Boolean memoryLimit,
    @Nullable String childUser) {
  public LauncherConfig {
    computeNetworks = Copies.of(computeNetworks);
    managementNetworks = Copies.of(managementNetworks);
  }

  @Override
  public List<String> computeNetworks() {
    return computeNetworks == null ? List.of() : computeNetworks;
  }

  @Override
  public List<String> managementNetworks() {
    return managementNetworks == null ? List.of() : managementNetworks;
  }
}
