package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.TreeSet;

/// The text of kubectl's annotation for what was applied: byte for byte what kubectl writes, so
/// that whoever of the two applies the same file next finds nothing to change. Pure.
final class LastApplied {
  private LastApplied() {}

  /// JSON with sorted keys, the characters `<`, `>` and `&` escaped, and a newline.
  ///
  /// @param object with `metadata.annotations`, be they empty, and without this annotation
  static String text(ObjectNode object) {
    return Json.writeText(sorted(object))
            .replace("<", "\\u003c")
            .replace(">", "\\u003e")
            .replace("&", "\\u0026")
        + "\n";
  }

  private static JsonNode sorted(JsonNode node) {
    return switch (node) {
      case ObjectNode map -> {
        var copy = Json.object();
        var names = new TreeSet<String>();
        map.fieldNames().forEachRemaining(names::add);
        names.forEach(name -> copy.set(name, sorted(map.get(name))));
        yield copy;
      }
      case ArrayNode list -> {
        var copy = list.arrayNode();
        list.forEach(item -> copy.add(sorted(item)));
        yield copy;
      }
      default -> node;
    };
  }
}
