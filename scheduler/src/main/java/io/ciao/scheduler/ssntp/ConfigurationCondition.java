package io.ciao.scheduler.ssntp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.config.ClusterConfig;
import io.ciao.api.config.ClusterReasons;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.scheduler.cluster.ConditionsPatch;
import io.ciao.scheduler.cluster.Leadership;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// Says on the ClusterConfig that nodes have been told of it. Only the leader does: an agent has a
/// connection to each scheduler.
public final class ConfigurationCondition {
  private static final Condition TOLD =
      Condition.of(
          CommonReasons.READY,
          Condition.TRUE,
          ClusterReasons.NODES_TOLD,
          "the scheduler has told the nodes");

  private final Consumer<ObjectNode> patchStatus;
  private final Leadership leadership;
  private final InstantSource wall;

  /// @param client gives every write the leader's term
  public ConfigurationCondition(ApiClient client, Leadership leadership, InstantSource wall) {
    this(
        patch ->
            client.mergePatchStatus(ResourceType.CLUSTER_CONFIGS, ClusterConfig.DEFAULT, patch),
        leadership,
        wall);
  }

  ConfigurationCondition(
      Consumer<ObjectNode> patchStatus, Leadership leadership, InstantSource wall) {
    this.patchStatus = patchStatus;
    this.leadership = leadership;
    this.wall = wall;
  }

  /// Nodes have been told what this one says.
  void told(ClusterConfig config) {
    var told = TOLD.observing(config.metadata().generationOrZero());
    var before = config.status().conditions();
    var isSaid =
        Conditions.find(before, told.type())
            .filter(told::saysSameAs)
            .filter(c -> Objects.equals(c.observedGeneration(), told.observedGeneration()))
            .isPresent();
    if (isSaid || leadership.term().isEmpty()) {
      return;
    }
    var conditions = Conditions.merge(before, List.of(told), wall.instant());
    try {
      patchStatus.accept(ConditionsPatch.of(config.metadata(), conditions));
    } catch (ApiException e) {
      // Somebody was faster, and that change makes the next pass due.
      if (!e.isConflict() && !e.isNotFound()) {
        throw e;
      }
    }
  }
}
