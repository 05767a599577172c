package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;

/// How one item of a batch ended.
///
/// @param code an HTTP status
/// @param reason one CamelCase word
/// @param message for people; may be empty
/// @param version the object's resourceVersion afterwards; 0 if it has none
/// @param epoch the binding's epoch afterwards; 0 if there is none
record ItemAnswer(String uid, int code, String reason, String message, long version, long epoch) {

  static ItemAnswer refused(String uid, int code, String reason, String message) {
    return new ItemAnswer(uid, code, reason, message, 0, 0);
  }

  static ItemAnswer done(String uid, String reason, long version, long epoch) {
    return new ItemAnswer(uid, 200, reason, "", version, epoch);
  }

  ObjectNode toTree() {
    ObjectNode tree = Json.object();
    tree.put("uid", uid).put("code", code).put("reason", reason);
    if (!message.isEmpty()) {
      tree.put("message", message);
    }
    if (version != 0) {
      tree.put("resourceVersion", Long.toString(version));
    }
    if (epoch != 0) {
      tree.put("epoch", epoch);
    }
    return tree;
  }
}
