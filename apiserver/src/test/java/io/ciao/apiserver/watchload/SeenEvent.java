package io.ciao.apiserver.watchload;

import com.fasterxml.jackson.databind.JsonNode;

/// One event of a stream.
///
/// @param colour the label that selectors ask for; empty if it has none
public record SeenEvent(String type, String name, String uid, long version, String colour) {
  public static SeenEvent of(JsonNode event) {
    JsonNode metadata = event.path("object").path("metadata");
    return new SeenEvent(
        event.path("type").asText(),
        metadata.path("name").asText(),
        metadata.path("uid").asText(),
        metadata.path("resourceVersion").asLong(),
        metadata.path("labels").path("colour").asText(""));
  }

  boolean isBookmark() {
    return type.equals("BOOKMARK");
  }

  boolean isDeleted() {
    return type.equals("DELETED");
  }
}
