package io.ciao.cnci.concentrator;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
/// The write is compared with the version that was read: taking the active role is a
/// compare-and-swap, and the version that it replaces is the role's epoch.
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

  /// The generation that was read is in force here.
  ///
  /// @return false if this node's uid is not known yet, so that the role cannot be written
  boolean serving(ObjectKey key, Concentrator read) {
    var active = active(read);
    if (active.isEmpty()) {
      return false;
    }
    var generation = read.metadata().generationOrZero();
    var ready =
        Condition.of(
            CommonReasons.READY,
            Condition.TRUE,
            ConcentratorReasons.SERVING,
            "served by node " + host.nodeName());
    var after = after(read, generation, active.get(), ready.observing(generation));
    write(key, read, after.with(ExternalAddresses.confirmed(read.spec())));
    return true;
  }

  /// The generation that was read is not in force; the one before stays the observed one.
  void notServing(ObjectKey key, Concentrator read, String reason, String message) {
    var ready =
        Condition.of(CommonReasons.READY, Condition.FALSE, reason, message)
            .observing(read.metadata().generationOrZero());
    write(
        key, read, after(read, read.status().observedGeneration(), read.status().active(), ready));
  }

  private Optional<ActiveConcentrator> active(Concentrator read) {
    var present = read.status().active();
    var vtep = host.address().toString();
    if (present != null
        && host.nodeName().equals(present.nodeName())
        && vtep.equals(present.vtep())) {
      return Optional.of(present);
    }
    return api.nodeUid()
        .map(uid -> new ActiveConcentrator(uid, host.nodeName(), vtep, read.metadata().version()));
  }

  private ConcentratorStatus after(
      Concentrator read,
      @Nullable Long observedGeneration,
      @Nullable ActiveConcentrator active,
      Condition ready) {
    var before = read.status();
    var conditions = Conditions.merge(before.conditions(), List.of(ready), clock.instant());
    return before.with(observedGeneration, active, conditions).withAgentPort(agentPort);
  }

  private void write(ObjectKey key, Concentrator read, ConcentratorStatus after) {
    if (after.equals(read.status())) {
      return;
    }
    ObjectNode patch = Json.object();
    patch
        .putObject("metadata")
        .put("uid", read.metadata().requireUid())
        .put("resourceVersion", Long.toString(read.metadata().version()));
    patch.set("status", Json.toTree(after));
    api.patchStatus(key, patch);
  }
}
