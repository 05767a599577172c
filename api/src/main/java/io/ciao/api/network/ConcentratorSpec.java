package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that nodes and the concentrator need to make one subnet true. The schema requires all
/// but the lists, so that no reader has to make up what was left out.
///
/// @param mtu of the instances' interfaces, in bytes
/// @param topology `mesh` or `hub`; the schema's default is `mesh`
/// @param outsideAddress with prefix length
/// @param dns with a domain
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConcentratorSpec(
    String tenantNetwork,
    String subnet,
    long vni,
    int mtu,
    String topology,
    List<String> nodeNames,
    String outsideAddress,
    String outsideGateway,
    Gateway gateway,
    Dns dns,
    List<NetworkMember> members,
    List<String> fenced) {

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
  }

  private static void require(String field, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("a Concentrator needs spec." + field);
    }
  }

  /// The address outside without its prefix length.
  public String outsideHost() {
    return outsideAddress.substring(0, outsideAddress.indexOf('/'));
  }
}
