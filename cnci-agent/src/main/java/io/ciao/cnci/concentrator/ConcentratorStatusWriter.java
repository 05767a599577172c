package io.ciao.cnci.concentrator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.ActiveConcentrator;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorReasons;
import io.ciao.api.network.ConcentratorStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes a Concentrator's status, and only when it says something new.
///
/// The write is compared with the version that was read: taking the role is a compare-and-swap, and
/// the version that it replaces is the role's epoch.
final class ConcentratorStatusWriter {

  private final ConcentratorApi api;
  private final ConcentratorHost host;
  private final InstantSource clock;
  private final int agentPort;

  ConcentratorStatusWriter(
      ConcentratorApi api, ConcentratorHost host, InstantSource clock, int agentPort) {
    this.agentPort = agentPort;
    this.api = api;
    this.host = host;
    this.clock = clock;
  }

  /// Takes the role from whoever has it in what was read.
  ///
  /// @return it with the role; empty if somebody has changed it since, or if this node's uid is not
  ///   known yet
  Optional<Concentrator> take(ObjectKey key, Concentrator read) {
    var uid = api.nodeUid();
    if (uid.isEmpty()) {
      return Optional.empty();
    }
    var active =
        new ActiveConcentrator(
            uid.get(), host.nodeName(), host.address().toString(), read.metadata().version());
    var before = read.status();
    try {
      var taken =
          api.takeRole(
              key,
              patch(
                  read,
                  before
                      .with(before.observedGeneration(), active, before.conditions())
                      .withAgentPort(agentPort)));
      return Optional.of(Json.toRecord(taken, Concentrator.class));
    } catch (ApiException e) {
      if (e.isConflict()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// The generation that was read is in force here, where the role is.
  ///
  /// @return it as it is stored now
  Concentrator serving(ObjectKey key, Concentrator read) {
    var generation = read.metadata().generationOrZero();
    var ready =
        Condition.of(
            CommonReasons.READY,
            Condition.TRUE,
            ConcentratorReasons.SERVING,
            "served by node " + host.nodeName());
    var after = after(read, generation, ready.observing(generation));
    return write(key, read, after.with(ExternalAddresses.confirmed(read.spec())));
  }

  /// The generation that was read is not in force; the one before stays the observed one.
  Concentrator notServing(ObjectKey key, Concentrator read, String reason, String message) {
    var ready =
        Condition.of(CommonReasons.READY, Condition.FALSE, reason, message)
            .observing(read.metadata().generationOrZero());
    return write(key, read, after(read, read.status().observedGeneration(), ready));
  }

  private ConcentratorStatus after(
      Concentrator read, @Nullable Long observedGeneration, Condition ready) {
    var before = read.status();
    var active = before.active();
    var conditions = Conditions.merge(before.conditions(), List.of(ready), clock.instant());
    var after = before.with(observedGeneration, active, conditions);
    // Where another one has the role, its agent is who is asked.
    return active == null || host.nodeName().equals(active.nodeName())
        ? after.withAgentPort(agentPort)
        : after;
  }

  private Concentrator write(ObjectKey key, Concentrator read, ConcentratorStatus after) {
    return after.equals(read.status())
        ? read
        : Json.toRecord(api.patchStatus(key, patch(read, after)), Concentrator.class);
  }

  private static ObjectNode patch(Concentrator read, ConcentratorStatus after) {
    ObjectNode patch = Json.object();
    patch
        .putObject("metadata")
        .put("uid", read.metadata().requireUid())
        .put("resourceVersion", Long.toString(read.metadata().version()));
    patch.set("status", Json.toTree(after));
    return patch;
  }
}
