package io.ciao.apiserver.output;

/// What happened to an object, as clients of a watch know it.
public enum EventType {
  /// It is new, or entered the selection.
  ADDED,
  /// It changed.
  MODIFIED,
  /// It is gone, or left the selection.
  DELETED
}
