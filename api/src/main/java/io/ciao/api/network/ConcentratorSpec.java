package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that nodes and the concentrator need to make one subnet true. The schema requires all
/// that is not nullable here but the lists, so that no reader has to make up what was left out.
///
/// @param subnet6 the IPv6 block, null while it has none
/// @param mtu of the instances' interfaces, in bytes
/// @param topology `mesh` or `hub`; the schema's default is `mesh`
/// @param form `namespace`, `container` or `vm`; null is `namespace`
/// @param outsideAddress with prefix length
/// @param dns with a domain
/// @param networkCIDRs the blocks of the whole TenantNetwork, of either version; empty where a
///   scheduler of before wrote it
/// @param transit null while the tenant has no other subnet
/// @param externalIPs those that lead to members; of several of a member the first is its source
/// @param tunnels how to reach encrypted nodes; empty without encryption
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConcentratorSpec(
    String tenantNetwork,
    String subnet,
    @Nullable String subnet6,
    long vni,
    int mtu,
    String topology,
    @Nullable String form,
    List<String> nodeNames,
    String outsideAddress,
    String outsideGateway,
    Gateway gateway,
    Dns dns,
    List<NetworkMember> members,
    List<String> fenced,
    List<String> networkCIDRs,
    @Nullable Transit transit,
    List<MappedAddress> externalIPs,
    List<TunnelPeer> tunnels) {

  /// Absent lists and empty ones mean the same, so that a spec as stored equals the one decided.
  ///
  /// @throws IllegalArgumentException naming a field that was left out
  public ConcentratorSpec {
    require("tenantNetwork", tenantNetwork);
    require("subnet", subnet);
    require("vni", vni == 0 ? null : vni);
    require("mtu", mtu == 0 ? null : mtu);
    require("topology", topology);
    require("outsideAddress", outsideAddress);
    require("outsideGateway", outsideGateway);
    require("gateway", gateway);
    require("dns.domain", dns == null ? null : dns.domain());
    nodeNames = nodeNames == null ? List.of() : List.copyOf(nodeNames);
    members = members == null ? List.of() : List.copyOf(members);
    fenced = fenced == null ? List.of() : List.copyOf(fenced);
    externalIPs = externalIPs == null ? List.of() : List.copyOf(externalIPs);
    networkCIDRs = networkCIDRs == null ? List.of() : List.copyOf(networkCIDRs);
    tunnels = tunnels == null ? List.of() : List.copyOf(tunnels);
  }

  /// One with what the schema requires. All else is added by [#change()].
  public ConcentratorSpec(
      String tenantNetwork,
      String subnet,
      long vni,
      int mtu,
      String topology,
      String outsideAddress,
      String outsideGateway,
      Gateway gateway,
      Dns dns) {
    this(
        tenantNetwork,
        subnet,
        null,
        vni,
        mtu,
        topology,
        null,
        List.of(),
        outsideAddress,
        outsideGateway,
        gateway,
        dns,
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of(),
        List.of());
  }

  private static void require(String field, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("a Concentrator needs spec." + field);
    }
  }

  /// The way to another spec that differs from this one in what is said there.
  public ConcentratorChange change() {
    return new ConcentratorChange(this);
  }

  /// The address outside without its prefix length.
  public String outsideHost() {
    return outsideAddress.substring(0, outsideAddress.indexOf('/'));
  }
}
