package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.YamlEmitter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a change does to an object, for people. Pure.
public final class ObjectDiff {
  private ObjectDiff() {}

  /// The difference as `diff -u` shows it, with a heading; empty if nobody would see one.
  ///
  /// @param name as `instance/web`
  /// @param before empty if the object does not exist
  /// @param after empty if it will not
  public static Optional<String> of(
      String name, Optional<ObjectNode> before, Optional<ObjectNode> after) {
    var masks = masks(before.orElse(null), after.orElse(null));
    var old = before.map(object -> text(object, masks.before())).orElse("");
    var fresh = after.map(object -> text(object, masks.after())).orElse("");
    var hunks = TextDiff.unified(old, fresh);
    return hunks.isEmpty()
        ? Optional.empty()
        : Optional.of("--- live/%s%n+++ files/%s%n%s".formatted(name, name, hunks));
  }

  private record Masks(@Nullable ObjectNode before, @Nullable ObjectNode after) {}

  /// Values of Secrets are not shown, only that they differ.
  private static Masks masks(@Nullable ObjectNode before, @Nullable ObjectNode after) {
    return new Masks(masked(before, after, "before"), masked(after, before, "after"));
  }

  private static @Nullable ObjectNode masked(
      @Nullable ObjectNode object, @Nullable ObjectNode other, String side) {
    if (object == null || !"Secret".equals(object.path("kind").asText())) {
      return object;
    }
    var copy = object.deepCopy();
    for (var field : List.of("data", "stringData")) {
      if (copy.get(field) instanceof ObjectNode data) {
        for (var entry : List.copyOf(data.properties())) {
          var same =
              other != null && entry.getValue().equals(other.path(field).get(entry.getKey()));
          data.put(entry.getKey(), same ? "***" : "*** (" + side + ")");
        }
      }
    }
    return copy;
  }

  private static String text(ObjectNode object, @Nullable ObjectNode masked) {
    var copy = (masked == null ? object : masked).deepCopy();
    copy.remove("status");
    if (copy.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(
          List.of("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp"));
      if (metadata.get("annotations") instanceof ObjectNode annotations) {
        annotations.remove(ClientSideApply.LAST_APPLIED);
        if (annotations.isEmpty()) {
          metadata.remove("annotations");
        }
      }
    }
    return YamlEmitter.emitText(copy);
  }
}
