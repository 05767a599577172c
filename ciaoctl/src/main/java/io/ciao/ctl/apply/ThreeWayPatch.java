package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;

/// The JSON merge patch (RFC 7386) of a client-side apply: sets what the new file says and the live
/// object lacks, removes what the file applied before said and the new one does not. What others
/// wrote stays. Pure.
public final class ThreeWayPatch {
  private ThreeWayPatch() {}

  /// The patch; empty if nothing is to be changed.
  ///
  /// @param before what was applied the last time, empty if never
  /// @param wanted what is applied now
  /// @param live what is stored
  public static ObjectNode of(JsonNode before, ObjectNode wanted, JsonNode live) {
    var patch = Json.object();
    for (var name : iterable(before)) {
      if (!wanted.has(name) && live.has(name)) {
        patch.putNull(name);
      }
    }
    for (var name : iterable(wanted)) {
      var value = wanted.get(name);
      var present = live.path(name);
      if (value instanceof ObjectNode map && present.isObject()) {
        var inner = of(before.path(name), map, present);
        if (!inner.isEmpty()) {
          patch.set(name, inner);
        }
      } else if (!value.equals(present)) {
        patch.set(name, value);
      }
    }
    return patch;
  }

  private static Iterable<String> iterable(JsonNode node) {
    return node::fieldNames;
  }
}
