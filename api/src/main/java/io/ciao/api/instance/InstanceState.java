package io.ciao.api.instance;

/// What a node says of an instance (`status.observed.state`).
public enum InstanceState {
  /// Accepted, nothing done yet.
  Pending,
  /// Its disk, interface or process is being made.
  Starting,
  /// Its process or container runs.
  Running,
  /// It is being stopped.
  Stopping,
  /// Stopped as wished; disk and address are kept.
  Stopped,
  /// It ended by itself.
  Exited,
  /// It cannot run; the reason says why.
  Failed,
  /// The node let go of it: no process, interface or claim is left at this epoch.
  Released
}
