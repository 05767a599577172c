package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// What an object waits for, in one line: the condition `Ready`, which summarises the others. Pure.
final class Progress {
  private Progress() {}

  static String line(Optional<ObjectNode> object) {
    if (object.isEmpty()) {
      return "does not exist";
    }
    var ready = condition(object.get(), "Ready");
    if (ready.isMissingNode()) {
      return "has no condition Ready yet";
    }
    return said(ready);
  }

  /// A condition's reason, and its message if it has one.
  static String said(JsonNode condition) {
    var message = condition.path("message").asText();
    return condition.path("reason").asText() + (message.isEmpty() ? "" : ": " + message);
  }

  /// The condition of that type; a missing node if there is none.
  static JsonNode condition(ObjectNode object, String type) {
    for (var condition : object.path("status").path("conditions")) {
      if (type.equals(condition.path("type").asText())) {
        return condition;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }
}
