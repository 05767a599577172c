package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.ctl.apply.Applier.Applied;
import io.ciao.ctl.apply.Applier.Options;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Applies as `kubectl apply` does on the client's side, so that both may be used on the same
/// objects: what was applied the last time is in an annotation.
record ClientSideApply(ApiClient client, Options options) implements Applier.Way {
  /// Where kubectl, too, keeps what was applied the last time.
  static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  /// Behind the manager's name: a later server-side apply takes these fields over.
  static final String MANAGER_SUFFIX = "-client-side-apply";

  @Override
  public Applied apply(Wanted wanted, Optional<ObjectNode> live) {
    var object = wanted.object().deepCopy();
    annotate(object);
    if (live.isEmpty()) {
      var created =
          send("POST", wanted.type().path(wanted.namespace()), HttpCalls.Body.json(object));
      return new Applied(wanted, "created", live, created.orElse(object));
    }
    object.remove("status");
    var patch = ThreeWayPatch.of(before(live.get()), object, live.get());
    if (onlyAnnotates(patch)) {
      return new Applied(wanted, "unchanged", live, live.get());
    }
    var after = send("PATCH", wanted.type().path(wanted.key()), HttpCalls.Body.mergePatch(patch));
    return new Applied(wanted, "configured", live, after.orElse(object));
  }

  private Optional<ObjectNode> send(String method, String path, HttpCalls.Body body) {
    if (options.dryRun() == DryRun.CLIENT) {
      return Optional.empty();
    }
    var query = "?fieldManager=" + options.manager() + MANAGER_SUFFIX + "&fieldValidation=Strict";
    return Optional.of(client.request(method, path + query + options.dryRun().query(), body));
  }

  private static void annotate(ObjectNode object) {
    var annotations = object.withObject("/metadata").withObject("/annotations");
    annotations.remove(LAST_APPLIED);
    annotations.put(LAST_APPLIED, LastApplied.text(object));
  }

  private static JsonNode before(ObjectNode live) {
    var text = live.path("metadata").path("annotations").path(LAST_APPLIED).asText("");
    if (text.isEmpty()) {
      return Json.object();
    }
    try {
      return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (UnreadableObjectException e) {
      return Json.object();
    }
  }

  /// A patch that would only renew the annotation changes nothing that anybody wants.
  private static boolean onlyAnnotates(ObjectNode patch) {
    var rest = patch.deepCopy();
    if (rest.path("metadata").path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(LAST_APPLIED);
      if (annotations.isEmpty() && rest.get("metadata") instanceof ObjectNode metadata) {
        metadata.remove("annotations");
        if (metadata.isEmpty()) {
          rest.remove("metadata");
        }
      }
    }
    return rest.isEmpty();
  }
}
