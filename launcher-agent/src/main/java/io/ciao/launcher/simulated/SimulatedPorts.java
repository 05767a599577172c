package io.ciao.launcher.simulated;

import io.ciao.launcher.driver.PortTarget;
import io.ciao.launcher.network.PortRequest;
import io.ciao.launcher.network.PortState;
import io.ciao.launcher.network.Ports;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Ports of simulated copies: plugged because it is said so.
public final class SimulatedPorts implements Ports {
  private final Set<String> plugged = ConcurrentHashMap.newKeySet();

  @Override
  public PortState state(String uid, Optional<PortTarget> target) {
    return plugged.contains(uid) ? PortState.PLUGGED : PortState.ABSENT;
  }

  @Override
  public void plug(PortRequest request) {
    plugged.add(request.uid());
  }

  @Override
  public void unplug(String uid) {
    plugged.remove(uid);
  }
}
