package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.InstanceReasons;
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
    return has(object, "Ready", "True");
  }

  /// Whether the object exists and its condition of that type has that status, in whatever case,
  /// and whoever says so has seen its present spec.
  static boolean has(Optional<ObjectNode> object, String type, String status) {
    return object
        .filter(o -> condition(o, type).path("status").asText().equalsIgnoreCase(status))
        .filter(o -> current(o, type))
        .isPresent();
  }

  /// Whether an instance has been stopped as its present spec wishes; also one that has no node,
  /// and one that is deleted.
  static boolean stopped(Optional<ObjectNode> object) {
    if (object.isEmpty()) {
      return true;
    }
    var unbound = object.get().path("status").path("binding").isMissingNode();
    var ready = condition(object.get(), "Ready").path("reason").asText();
    return current(object) && (unbound || ready.equals(InstanceReasons.STOPPED));
  }

  /// Whether what the object says by its condition Ready is about its present spec; also where it
  /// does not exist or says nothing.
  static boolean current(Optional<ObjectNode> object) {
    return object.isEmpty() || current(object.get(), "Ready");
  }

  /// A condition without a generation of its own is about the status's.
  private static boolean current(ObjectNode object, String type) {
    var generation = object.path("metadata").path("generation").asLong();
    var whole = object.path("status").path("observedGeneration").asLong(generation);
    return condition(object, type).path("observedGeneration").asLong(whole) >= generation;
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
    return MissingNode.getInstance();
  }
}
