package io.ciao.scheduler.securitygroup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;

/// Writes what was decided of a security group into its status. Chooses nothing.
final class SecurityGroupApplier {
  private final BiFunction<ObjectKey, ObjectNode, ObjectNode> patch;
  private final InstantSource clock;

  /// @param patch merge patch of the status of the group of that key; answers the object, throws as
  ///   the client does
  SecurityGroupApplier(BiFunction<ObjectKey, ObjectNode, ObjectNode> patch, InstantSource clock) {
    this.patch = patch;
    this.clock = clock;
  }

  /// Returns the version at which it was written; 0 if somebody was faster: that change marks the
  /// group again.
  long apply(SecurityGroupAction action) {
    var metadata = action.group().metadata();
    var body = Json.object();
    body.putObject("metadata")
        .put("resourceVersion", Long.toString(metadata.version()))
        .put("uid", metadata.requireUid());
    var status = body.putObject("status");
    status.put("observedGeneration", metadata.generationOrZero());
    var members = status.putArray("members");
    action.members().forEach(member -> members.add(Json.toTree(member)));
    var conditions = status.putArray("conditions");
    Conditions.merge(action.group().status().conditions(), List.of(action.ready()), clock.instant())
        .forEach(condition -> conditions.add(Json.toTree(condition)));
    try {
      var written = patch.apply(ObjectKey.of(metadata), body);
      return written.path("metadata").path("resourceVersion").asLong(0);
    } catch (ApiException e) {
      if (e.isConflict() || e.isNotFound()) {
        return 0;
      }
      throw e;
    }
  }
}
