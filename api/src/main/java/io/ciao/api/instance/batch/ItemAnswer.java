package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.stream.Stream;

/// How one item of a bind, unbind or status ended.
///
/// @param code an HTTP status
/// @param reason one CamelCase word; an [ItemReason], or one of the API's for any request
/// @param message for people; may be empty
/// @param resourceVersion the object's afterwards; 0 if it has none
/// @param epoch the binding's afterwards; 0 if there is none
public record ItemAnswer(
    String uid, int code, String reason, String message, long resourceVersion, long epoch) {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;

  public static ItemAnswer refused(String uid, int code, String reason, String message) {
    return new ItemAnswer(uid, code, reason, message, 0, 0);
  }

  public static ItemAnswer done(String uid, ItemReason reason, long resourceVersion, long epoch) {
    return new ItemAnswer(uid, OK, reason.word(), "", resourceVersion, epoch);
  }

  /// The same with a message.
  public ItemAnswer because(String why) {
    return new ItemAnswer(uid, code, reason, why, resourceVersion, epoch);
  }

  /// What an answer says; fields that it lacks are empty or 0.
  public static ItemAnswer read(JsonNode item) {
    return new ItemAnswer(
        item.path("uid").asText(),
        item.path("code").asInt(),
        item.path("reason").asText(),
        item.path("message").asText(),
        item.path("resourceVersion").asLong(),
        item.path("epoch").asLong());
  }

  public boolean isDone() {
    return code < 300;
  }

  /// Whether the object that was meant is gone.
  public boolean isGone() {
    return code == NOT_FOUND || code == GONE;
  }

  public boolean is(ItemReason wanted) {
    return reason.equals(wanted.word());
  }

  /// Whether no other node and no other moment would change a refused bind.
  public boolean isForbidden() {
    return Stream.of(
            ItemReason.QUOTA_EXCEEDED, ItemReason.PRIVILEGED_NOT_PERMITTED, ItemReason.TOO_LARGE)
        .anyMatch(this::is);
  }

  public ObjectNode toTree() {
    var tree = Json.object();
    tree.put("uid", uid).put("code", code).put("reason", reason);
    if (!message.isEmpty()) {
      tree.put("message", message);
    }
    if (resourceVersion != 0) {
      tree.put("resourceVersion", Long.toString(resourceVersion));
    }
    if (epoch != 0) {
      tree.put("epoch", epoch);
    }
    return tree;
  }
}
