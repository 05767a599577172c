package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.codec.Json;
import io.ciao.ctl.apply.Applier.Applied;
import io.ciao.ctl.apply.Applier.Options;
import io.ciao.ctl.apply.Applier.Side;
import io.ciao.ctl.session.RefusedException;
import java.util.Optional;
import java.util.stream.Collectors;

/// Leaves the merge to the server, which knows who owns which field. What was applied on the
/// client's side before is taken over first, so that a field that leaves the file leaves the
/// object.
record ServerSideApply(ApiClient client, Options options) implements Applier.Way {

  @Override
  public Applied apply(Wanted wanted, Optional<ObjectNode> live) {
    if (options.dryRun() == DryRun.CLIENT) {
      throw new RefusedException(
          "a server-side apply cannot be tried without the server; use --dry-run=server");
    }
    if (options.dryRun() == DryRun.NONE) {
      live.ifPresent(object -> takeOver(wanted, object));
    }
    var object = wanted.object().deepCopy();
    object.remove("status");
    if (object.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
    }
    var query =
        "?fieldManager=%s&fieldValidation=Strict&force=%s%s"
            .formatted(
                options.manager(), options.way() == Side.SERVER_FORCED, options.dryRun().query());
    try {
      var after =
          client.request(
              "PATCH", wanted.type().path(wanted.key()) + query, HttpCalls.Body.applyPatch(object));
      return new Applied(wanted, verb(live, after), live, after);
    } catch (ApiException e) {
      throw e.isConflict() && !e.causes().isEmpty() ? conflict(wanted, e) : e;
    }
  }

  private static String verb(Optional<ObjectNode> live, ObjectNode after) {
    if (live.isEmpty()) {
      return "created";
    }
    return comparable(live.get()).equals(comparable(after)) ? "unchanged" : "configured";
  }

  /// Without what says only who wrote it and when.
  private static ObjectNode comparable(ObjectNode object) {
    var copy = object.deepCopy();
    if (copy.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
      metadata.remove("resourceVersion");
      metadata.remove("generation");
    }
    return copy;
  }

  private static RefusedException conflict(Wanted wanted, ApiException refused) {
    var causes =
        refused.causes().stream()
            .map(cause -> "%n  %s: %s".formatted(cause.field(), cause.message()))
            .collect(Collectors.joining());
    return new RefusedException(
        "%s has fields that somebody else manages:%s%n  take them out of the file, or take them over with --force-conflicts"
            .formatted(Applier.printed(wanted.kind(), wanted.name()), causes));
  }

  /// Makes the fields of an earlier client-side apply fields of this manager's server-side apply.
  private void takeOver(Wanted wanted, ObjectNode live) {
    var before = live.path("metadata").path("managedFields");
    var after = FieldOwners.takenOver(before, options.manager());
    if (after.equals(before)) {
      return;
    }
    var patch = Json.array();
    patch
        .addObject()
        .put("op", "replace")
        .put("path", "/metadata/managedFields")
        .set("value", after);
    patch
        .addObject()
        .put("op", "replace")
        .put("path", "/metadata/resourceVersion")
        .put("value", live.path("metadata").path("resourceVersion").asText());
    client.request(
        "PATCH",
        wanted.type().path(wanted.key()) + "?fieldManager=" + options.manager(),
        HttpCalls.Body.jsonPatch(patch));
  }
}
