package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.RefusedException;
import io.ciao.ctl.Targets;
import io.ciao.ctl.apply.ManifestFiles.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Applies one object as `kubectl apply` does on the client's side, so that both may be used on the
/// same objects.
public final class Applier {
  /// Where kubectl, too, keeps what was applied the last time.
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private static final int OBJECT_BYTES_MAX = 1 << 20;

  private final ApiClient client;
  private final KindRegistry kinds;
  private final String tenant;
  private final boolean dryRun;

  public Applier(ApiClient client, KindRegistry kinds, String tenant, boolean dryRun) {
    this.client = client;
    this.kinds = kinds;
    this.tenant = tenant;
    this.dryRun = dryRun;
  }

  /// What became of an object.
  public record Applied(KindDefinition kind, String name, String verb) {}

  /// Creates the object, or changes what the file says otherwise than what is stored.
  public Applied apply(Manifest manifest) {
    var object = manifest.object().deepCopy();
    var kind = kind(manifest);
    refuseIfTooBig(kind, object);
    var key = key(manifest, kind, object);
    var type = Targets.typeOf(kind);
    var live = client.find(type, key);
    annotate(object, key);
    if (live.isEmpty()) {
      send("POST", type.path(key.namespace()), HttpCalls.Body.json(object));
      return new Applied(kind, key.name(), "created");
    }
    var patch = ThreeWayPatch.of(before(live.get()), withoutStatus(object), live.get());
    if (onlyAnnotates(patch)) {
      return new Applied(kind, key.name(), "unchanged");
    }
    send("PATCH", type.path(key), HttpCalls.Body.mergePatch(patch));
    return new Applied(kind, key.name(), "configured");
  }

  private void send(String method, String path, HttpCalls.Body body) {
    var query = "?fieldManager=ciaoctl&fieldValidation=Strict" + (dryRun ? "&dryRun=All" : "");
    client.request(method, path + query, body);
  }

  /// The server would say so, too, but of the request, which is larger than the object.
  private static void refuseIfTooBig(KindDefinition kind, ObjectNode object) {
    var bytes = Json.write(object).length;
    if (bytes > OBJECT_BYTES_MAX) {
      throw new RefusedException(
          "%s %s has %.1f MiB; an object may have at most 1 MiB"
              .formatted(
                  kind.kind(),
                  object.path("metadata").path("name").asText(),
                  (double) bytes / OBJECT_BYTES_MAX));
    }
  }

  private KindDefinition kind(Manifest manifest) {
    var kind = text(manifest.object(), "kind");
    var apiVersion = text(manifest.object(), "apiVersion");
    if (kind == null || apiVersion == null) {
      throw new RefusedException(
          "%s: an object has no %s; every object needs apiVersion and kind, for example apiVersion: ciao.io/v1"
              .formatted(manifest.from(), kind == null ? "kind" : "apiVersion"));
    }
    return kinds
        .byKind(apiVersion, kind)
        .orElseThrow(
            () ->
                new RefusedException(
                    "%s: there is no kind %s in %s".formatted(manifest.from(), kind, apiVersion)));
  }

  private ObjectKey key(Manifest manifest, KindDefinition kind, ObjectNode object) {
    var name = object.path("metadata").path("name");
    if (!name.isTextual() || name.asText().isEmpty()) {
      throw new RefusedException(
          "%s: a %s has no metadata.name (apply cannot use generateName)"
              .formatted(manifest.from(), kind.kind()));
    }
    if (!kind.namespaced()) {
      return new ObjectKey(null, name.asText());
    }
    var own = object.path("metadata").path("namespace").asText("");
    return new ObjectKey(own.isEmpty() ? tenant : own, name.asText());
  }

  private static void annotate(ObjectNode object, ObjectKey key) {
    var metadata = object.withObject("/metadata");
    if (key.namespace() != null) {
      metadata.put("namespace", key.namespace());
    }
    var annotations = metadata.withObject("/annotations");
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

  private static ObjectNode withoutStatus(ObjectNode object) {
    object.remove("status");
    return object;
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

  private static @Nullable String text(ObjectNode object, String field) {
    var value = object.path(field);
    return value.isTextual() && !value.asText().isEmpty() ? value.asText() : null;
  }

  /// An object as kubectl, too, names it: `instance.ciao.io/web`.
  public static String printed(KindDefinition kind, String name) {
    return kind.groupKind().toLowerCase(Locale.ROOT) + "/" + name;
  }
}
