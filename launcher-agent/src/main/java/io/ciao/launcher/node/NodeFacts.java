package io.ciao.launcher.node;

import io.ciao.api.node.Capacity;
import java.util.List;

/// What the agent reports of its machine.
///
/// @param capacity what instances may use
/// @param address underlay address, also the tunnel address
/// @param agentPort where logs are served; 0 if nowhere
/// @param accelerator `kvm`, `tcg` or `none`
public record NodeFacts(
    Capacity capacity,
    String address,
    String hostName,
    int agentPort,
    List<String> drivers,
    String accelerator,
    String version) {
  public NodeFacts {
    drivers = List.copyOf(drivers);
  }
}
