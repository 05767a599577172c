package io.ciao.api.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the agent, the apiserver (`member`) and the scheduler (condition `Ready`) say of a node.
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
    @Nullable List<NodeImage> images) {

  public NodeStatus {
    conditions = Copies.of(conditions);
    drivers = Copies.of(drivers);
    images = Copies.of(images);
  }

  public static final NodeStatus EMPTY =
      new NodeStatus(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

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
}
