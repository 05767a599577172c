package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;

/// The JSON merge patch (RFC 7386) that makes one tree another. Pure.
public final class MergeDifference {
  private MergeDifference() {}

  /// The patch; empty if the trees are equal.
  public static ObjectNode of(ObjectNode from, ObjectNode to) {
    var patch = Json.object();
    from.fieldNames()
        .forEachRemaining(
            name -> {
              if (!to.has(name)) {
                patch.putNull(name);
              }
            });
    for (var field : to.properties()) {
      var before = from.get(field.getKey());
      if (before instanceof ObjectNode map && field.getValue() instanceof ObjectNode wanted) {
        var inner = of(map, wanted);
        if (!inner.isEmpty()) {
          patch.set(field.getKey(), inner);
        }
      } else if (!field.getValue().equals(before)) {
        patch.set(field.getKey(), field.getValue().deepCopy());
      }
    }
    return patch;
  }
}
