package io.ciao.launcher.network;

import java.time.Instant;

/// The node's end of an instance's interface, as of the subnet's last pass.
public sealed interface PortState {
  PortState ABSENT = new Absent();
  PortState STALE = new Stale();
  PortState PLUGGED = new Plugged();

  /// There is none.
  record Absent() implements PortState {}

  /// There is one, but it belongs to a process that is gone, or it is not known whose it is.
  record Stale() implements PortState {}

  /// It was asked for, and is not whole.
  ///
  /// @param why what is in the way; empty while no pass has seen it
  record Pending(Instant since, String why) implements PortState {}

  record Plugged() implements PortState {}

  /// It is whole, and nothing passes it.
  ///
  /// @param why for people
  record Closed(String why) implements PortState {}

  /// It is to go, and has not gone.
  ///
  /// @param why what is in the way; empty while no pass has seen it
  record Leaving(Instant since, String why) implements PortState {}
}
