package io.ciao.api.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the agent, the apiserver (`member`) and the scheduler (condition `Ready`, `tunnelAddress`)
/// say of a node.
///
/// @param vnis VXLAN networks that it still has something of
/// @param tunnelTypes kinds of tunnel that its kernel can make
/// @param networks its links in the physical networks of the ClusterConfig
/// @param tunnelAddress its address for encrypted tunnels
/// @param wireGuard what others need to send it encrypted packets
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeStatus(
    @Nullable Long observedGeneration,
    @Nullable List<Condition> conditions,
    @Nullable Member member,
    @Nullable Capacity capacity,
    @Nullable Capacity allocatable,
    @Nullable String address,
    @Nullable String hostName,
    @Nullable Integer agentPort,
    @Nullable List<String> drivers,
    @Nullable String accelerator,
    @Nullable Instant heartbeatTime,
    @Nullable String kernel,
    @Nullable String version,
    @Nullable NodeCertificate certificate,
    @Nullable List<NodeImage> images,
    @Nullable List<Long> vnis,
    @Nullable List<String> tunnelTypes,
    @Nullable List<NodeLink> networks,
    @Nullable String tunnelAddress,
    @Nullable WireGuard wireGuard) {

  public NodeStatus {
    conditions = Copies.of(conditions);
    drivers = Copies.of(drivers);
    images = Copies.of(images);
    vnis = Copies.of(vnis);
    tunnelTypes = Copies.of(tunnelTypes);
    networks = Copies.of(networks);
  }

  public static final NodeStatus EMPTY =
      new NodeStatus(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, null);

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }

  @Override
  public List<String> drivers() {
    return drivers == null ? List.of() : drivers;
  }

  @Override
  public List<NodeImage> images() {
    return images == null ? List.of() : images;
  }

  @Override
  public List<Long> vnis() {
    return vnis == null ? List.of() : vnis;
  }

  @Override
  public List<String> tunnelTypes() {
    return tunnelTypes == null ? List.of() : tunnelTypes;
  }

  @Override
  public List<NodeLink> networks() {
    return networks == null ? List.of() : networks;
  }
}
