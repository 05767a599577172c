package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The physical networks that nodes are in.
///
/// @param external null where nothing is said of it
/// @param encryption of tunnels between nodes: `none` or `wireguard`
/// @param encryptionRange a block with a tunnel address for every node
/// @param concentratorIdle how long a concentrator stays that nobody needs: `60s`, `5m`, `1h`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworksConfig(
    @Nullable ManagementNetwork management,
    @Nullable ComputeNetwork compute,
    @Nullable ExternalNetwork external,
    @Nullable String encryption,
    @Nullable String encryptionRange,
    @Nullable String concentratorIdle) {
  public static final NetworksConfig EMPTY = new NetworksConfig(null, null, null, null, null, null);

  /// The blocks of the control plane's network; none where nothing is said of it.
  public List<String> managementCidrs() {
    return management == null ? List.of() : management.cidrs();
  }

  /// The blocks of the network that carries tunnels; none where nothing is said of it.
  public List<String> computeCidrs() {
    return compute == null ? List.of() : compute.cidrs();
  }
}
