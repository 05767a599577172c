package io.ciao.launcher.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import java.nio.charset.StandardCharsets;

/// One line of the QEMU machine protocol, JSON in both directions.
///
///     → {"execute": "query-status", "id": 7}
///     ← {"return": {"status": "running", …}, "id": 7}
///     ← {"error": {"class": "GenericError", "desc": "…"}, "id": 7}
///     ← {"event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-shutdown"}, "timestamp": …}
///
/// QEMU greets with `{"QMP": …}` and takes nothing but `qmp_capabilities` first.
sealed interface QmpMessage {

  record Greeting() implements QmpMessage {}

  record Return(long id, JsonNode value) implements QmpMessage {}

  record Refusal(long id, String problem) implements QmpMessage {}

  record Event(String name, JsonNode data) implements QmpMessage {}

  /// Not of this protocol; the connection is of no use any more.
  record Malformed(String problem) implements QmpMessage {}

  static byte[] command(long id, String name, ObjectNode arguments) {
    var tree = Json.object();
    tree.put("execute", name);
    if (!arguments.isEmpty()) {
      tree.set("arguments", arguments);
    }
    tree.put("id", id);
    return (Json.writeText(tree) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static QmpMessage decode(String line) {
    ObjectNode tree;
    try {
      tree = Json.parse(line.getBytes(StandardCharsets.UTF_8));
    } catch (UnreadableObjectException e) {
      return new Malformed("a line is no JSON object: " + e.getMessage());
    }
    if (tree.has("QMP")) {
      return new Greeting();
    }
    if (tree.has("event")) {
      return new Event(tree.path("event").asText(), tree.path("data"));
    }
    var id = tree.path("id").asLong(-1);
    if (tree.has("error")) {
      return new Refusal(id, tree.path("error").path("desc").asText("no description"));
    }
    return tree.has("return")
        ? new Return(id, tree.path("return"))
        : new Malformed("a line is neither answer nor event");
  }
}
