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

  /// Whether the object exists and is ready, and whoever says so has seen its present spec.
  static boolean ready(Optional<ObjectNode> object) {
    return object.isPresent()
        && "True".equals(condition(object.get(), "Ready").path("status").asText())
        && current(object);
  }

  /// Whether what the object says of itself is about its present spec; also where it does not exist
  /// or says nothing.
  static boolean current(Optional<ObjectNode> object) {
    if (object.isEmpty()) {
      return true;
    }
    var generation = object.get().path("metadata").path("generation").asLong();
    return condition(object.get(), "Ready").path("observedGeneration").asLong(generation)
        >= generation;
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
