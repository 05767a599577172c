package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that nodes and the concentrator need to make one subnet true.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConcentratorSpec(
    @Nullable String tenantNetwork,
    @Nullable String subnet,
    @Nullable Long vni,
    @Nullable Integer mtu,
    @Nullable String topology,
    @Nullable List<String> nodeNames,
    @Nullable String outsideAddress,
    @Nullable String outsideGateway,
    @Nullable Gateway gateway,
    @Nullable Dns dns,
    @Nullable List<NetworkMember> members,
    @Nullable List<String> fenced) {

  /// Absent lists and empty ones mean the same, so that a spec as stored equals the one decided.
  public ConcentratorSpec {
    nodeNames = nodeNames == null ? List.of() : List.copyOf(nodeNames);
    members = members == null ? List.of() : List.copyOf(members);
    fenced = fenced == null ? List.of() : List.copyOf(fenced);
  }

  public static final ConcentratorSpec EMPTY =
      new ConcentratorSpec(null, null, null, null, null, null, null, null, null, null, null, null);

  @Override
  public List<String> nodeNames() {
    return nodeNames == null ? List.of() : nodeNames;
  }

  @Override
  public List<NetworkMember> members() {
    return members == null ? List.of() : members;
  }

  @Override
  public List<String> fenced() {
    return fenced == null ? List.of() : fenced;
  }
}
