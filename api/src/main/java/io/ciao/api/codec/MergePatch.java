package io.ciao.api.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// JSON merge patch (RFC 7386): maps are merged key by key, null removes a key, everything else
/// (lists too) is replaced whole.
public final class MergePatch {
  private MergePatch() {}

  /// The patched tree. Both arguments are left as they were and the result shares nothing with
  /// them.
  ///
  /// @param target what is patched; anything but a map counts as an empty one when `patch` is a map
  public static JsonNode apply(@Nullable JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch.deepCopy();
    }
    var result = Json.object();
    if (target instanceof ObjectNode base) {
      for (var field : base.properties()) {
        var change = changes.get(field.getKey());
        if (change == null) {
          result.set(field.getKey(), field.getValue().deepCopy());
        } else if (!change.isNull()) {
          result.set(field.getKey(), apply(field.getValue(), change));
        }
      }
    }
    for (var change : changes.properties()) {
      var known = target != null && target.has(change.getKey());
      if (!known && !change.getValue().isNull()) {
        result.set(change.getKey(), apply(null, change.getValue()));
      }
    }
    return result;
  }

  /// The smallest patch that makes `after` of `before`. A value of `after` that is null cannot be
  /// said by a merge patch: it removes the key.
  public static ObjectNode between(ObjectNode before, ObjectNode after) {
    var patch = Json.object();
    for (var field : after.properties()) {
      var old = before.get(field.getKey());
      if (old instanceof ObjectNode from && field.getValue() instanceof ObjectNode to) {
        var inner = between(from, to);
        if (!inner.isEmpty()) {
          patch.set(field.getKey(), inner);
        }
      } else if (!field.getValue().equals(old)) {
        patch.set(field.getKey(), field.getValue().deepCopy());
      }
    }
    for (var field : before.properties()) {
      if (!after.has(field.getKey())) {
        patch.putNull(field.getKey());
      }
    }
    return patch;
  }
}
