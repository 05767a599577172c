package io.ciao.launcher.driver;

/// Whether this node may start anything. Drivers ask it immediately before they start a process or
/// a container, or let a waiting one run.
@FunctionalInterface
public interface StartGate {

  /// Returns if the instance may be started at this moment.
  ///
  /// @throws DriverException with reason `NodeNotConfirmed` if not
  void check(String uid) throws DriverException;
}
