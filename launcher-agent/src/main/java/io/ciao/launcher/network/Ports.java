package io.ciao.launcher.network;

import io.ciao.launcher.driver.PortTarget;
import java.util.Optional;

/// Plugs instances into their subnets on this node. Every method may be repeated.
///
/// Safe for many threads.
public interface Ports {

  /// The state of an instance's port, as of the subnet's last pass.
  ///
  /// @param target where it should lead now; empty if the instance has no living copy
  PortState state(String uid, Optional<PortTarget> target);

  /// Plugs it, making the subnet on this node with its first port.
  void plug(PortRequest request) throws PortException;

  /// Removes it, and the subnet from this node with its last port.
  void unplug(String uid) throws PortException;
}
