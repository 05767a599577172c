package io.ciao.launcher.node;

import io.ciao.api.node.Capacity;
import io.ciao.api.node.NodeCertificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the agent reports of its machine.
///
/// @param capacity what instances may use
/// @param address underlay address, also the tunnel address
/// @param agentPort where logs are served; 0 if nowhere
/// @param accelerator `kvm`, `tcg` or `none`
/// @param kernel its release; empty for a simulated node
/// @param vnis those of which it still has a namespace, ascending
/// @param certificate the one that it shows; null where that is not asked
public record NodeFacts(
    Capacity capacity,
    String address,
    String hostName,
    int agentPort,
    List<String> drivers,
    String accelerator,
    String kernel,
    String version,
    List<Long> vnis,
    @Nullable NodeCertificate certificate) {
  public NodeFacts {
    drivers = List.copyOf(drivers);
    vnis = List.copyOf(vnis);
  }

  /// What is known of a machine without its certificate and its namespaces.
  public NodeFacts(
      Capacity capacity,
      String address,
      String hostName,
      int agentPort,
      List<String> drivers,
      String accelerator,
      String kernel,
      String version) {
    this(
        capacity,
        address,
        hostName,
        agentPort,
        drivers,
        accelerator,
        kernel,
        version,
        List.of(),
        null);
  }

  /// The same with the VNIs of its namespaces.
  public NodeFacts holding(List<Long> held) {
    return new NodeFacts(
        capacity,
        address,
        hostName,
        agentPort,
        drivers,
        accelerator,
        kernel,
        version,
        held,
        certificate);
  }

  /// The same with the certificate that it shows.
  public NodeFacts showing(NodeCertificate shown) {
    return new NodeFacts(
        capacity, address, hostName, agentPort, drivers, accelerator, kernel, version, vnis, shown);
  }
}
