package io.ciao.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// One line of a watch.
public sealed interface WatchEvent {

  /// The object is there now, new or changed (`ADDED`, `MODIFIED`).
  record Upserted(ObjectNode object) implements WatchEvent {}

  /// The object is gone, or has left the selector; `object` is its last state, its version that of
  /// the removal.
  record Deleted(ObjectNode object) implements WatchEvent {}

  /// Nothing changed up to this version. `initialEventsEnd` marks the end of the initial state of a
  /// streamed list.
  record Bookmark(String resourceVersion, boolean initialEventsEnd) implements WatchEvent {}
}
