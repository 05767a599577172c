package io.ciao.launcher.network;

import io.ciao.launcher.driver.PortTarget;
import java.util.Optional;

/// Plugs instances into their subnets on this node. Nothing here waits: what is asked for is done
/// by the subnet's pass, which marks the instance when its port has changed. Every method may be
/// repeated.
///
/// Safe for many threads.
public interface Ports {

  /// The state of an instance's port, as of the subnet's last pass.
  ///
  /// @param target where it should lead now; empty if the instance has no living copy
  PortState state(String uid, Optional<PortTarget> target);

  /// Asks for it to be plugged; the subnet is made on this node with its first port.
  void plug(PortRequest request);

  /// Asks for it to go; the subnet goes from this node with its last port.
  void unplug(String uid);
}
