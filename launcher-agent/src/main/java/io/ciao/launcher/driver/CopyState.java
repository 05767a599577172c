package io.ciao.launcher.driver;

/// What a copy of an instance is doing.
public enum CopyState {
  /// Its process exists but has not executed anything of the guest yet; an interface can be plugged
  /// before the guest could miss it.
  WAITING,
  /// The guest runs.
  RUNNING,
  /// The guest is over; what is left can be started again or discarded.
  ENDED
}
