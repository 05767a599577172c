package io.ciao.launcher.network;

/// The node's end of an instance's interface.
public enum PortState {
  /// There is none.
  ABSENT,
  /// There is one, but it belongs to a process that is gone, or it is not whole.
  STALE,
  PLUGGED
}
