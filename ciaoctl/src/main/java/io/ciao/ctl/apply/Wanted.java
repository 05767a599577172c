package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.schema.UnknownFields;
import io.ciao.ctl.apply.ManifestFiles.Manifest;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Targets;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// An object of a file, of a known kind, with its tenant filled in.
///
/// @param from where it was read, for messages
/// @param name empty if the server is to choose one (`generateName`)
public record Wanted(
    String from, KindDefinition kind, @Nullable String namespace, String name, ObjectNode object) {
  private static final int OBJECT_BYTES_MAX = 1 << 20;

  /// What others live in comes first, so that one file may hold a tenant and its content.
  public static final Comparator<Wanted> TENANTS_FIRST =
      Comparator.comparingInt(wanted -> isTenant(wanted.kind()) ? 0 : 1);

  /// Understands one object. Messages do not name the file; who reads it does.
  ///
  /// @param tenant of namespaced objects that name none
  public static Wanted of(Manifest manifest, KindRegistry kinds, String tenant) {
    var object = manifest.object().deepCopy();
    var kind = kind(manifest, kinds);
    var name = object.path("metadata").path("name");
    refuseIfTooBig(kind, object, name.asText());
    if (!kind.namespaced()) {
      return new Wanted(manifest.from(), kind, null, name.asText(), object);
    }
    var own = object.path("metadata").path("namespace").asText("");
    var namespace = own.isEmpty() ? tenant : own;
    object.withObject("/metadata").put("namespace", namespace);
    return new Wanted(manifest.from(), kind, namespace, name.asText(), object);
  }

  /// Whether deleting an object of the kind deletes everything of a tenant.
  static boolean isTenant(KindDefinition kind) {
    return kind.kind().equals("Tenant") || kind.kind().equals("Namespace");
  }

  /// Where it lives on the server.
  public ResourceType type() {
    return Targets.typeOf(kind);
  }

  /// Its key; refused without a name.
  public ObjectKey key() {
    if (name.isEmpty()) {
      throw new RefusedException(
          "a %s has no metadata.name (only create can use generateName)".formatted(kind.kind()));
    }
    return new ObjectKey(namespace, name);
  }

  /// The server would say so, too, but of the request, which is larger than the object.
  private static void refuseIfTooBig(KindDefinition kind, ObjectNode object, String name) {
    var bytes = Json.write(object).length;
    if (bytes > OBJECT_BYTES_MAX) {
      throw new RefusedException(
          "%s %s has %.1f MiB; an object may have at most 1 MiB"
              .formatted(kind.kind(), name, (double) bytes / OBJECT_BYTES_MAX));
    }
  }

  private static KindDefinition kind(Manifest manifest, KindRegistry kinds) {
    var kind = text(manifest.object(), "kind");
    var apiVersion = text(manifest.object(), "apiVersion");
    if (kind == null || apiVersion == null) {
      throw new RefusedException(
          "an object has no %s; every object needs apiVersion and kind, for example apiVersion: ciao.io/v1"
              .formatted(kind == null ? "kind" : "apiVersion"));
    }
    return kinds
        .byKind(apiVersion, kind)
        .orElseThrow(
            () ->
                new RefusedException(
                    "there is no kind %s in %s%s".formatted(kind, apiVersion, meant(kinds, kind))));
  }

  /// The nearest kind with its version; also the same one where the version alone was wrong.
  private static String meant(KindRegistry kinds, String kind) {
    var near =
        UnknownFields.nearest(kind, kinds.kinds().stream().map(KindDefinition::kind).toList());
    return kinds
        .byKind(near)
        .map(
            found ->
                "; did you mean kind: %s, apiVersion: %s?"
                    .formatted(found.kind(), found.apiVersion()))
        .orElse("");
  }

  private static @Nullable String text(ObjectNode object, String field) {
    var value = object.path(field);
    return value.isTextual() && !value.asText().isEmpty() ? value.asText() : null;
  }
}
