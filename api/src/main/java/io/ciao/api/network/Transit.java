package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A concentrator's way to the other subnets of its tenant.
///
/// @param vni the VXLAN network that joins the tenant's concentrators
/// @param mtu of that network, in bytes; the same for all of them
/// @param address its own there
/// @param peers absent and empty mean the same
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Transit(long vni, int mtu, String address, String mac, List<Peer> peers) {
  public Transit {
    peers = peers == null ? List.of() : List.copyOf(peers);
  }

  /// The concentrator of another subnet.
  ///
  /// @param name of the Concentrator
  /// @param subnet6 null while the subnet has no IPv6 block
  /// @param address in the VXLAN network that joins them
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Peer(
      String name, String subnet, @Nullable String subnet6, String address, String mac) {}
}
