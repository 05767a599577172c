package io.ciao.launcher;

import io.ciao.api.node.Capacity;
import io.ciao.api.node.NodeImage;
import io.ciao.api.unit.Quantity;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverEvents;
import io.ciao.launcher.driver.StartGate;
import io.ciao.launcher.instance.Instances;
import io.ciao.launcher.ledger.LedgerStorage;
import io.ciao.launcher.ledger.MemoryLedgerStorage;
import io.ciao.launcher.network.Ports;
import io.ciao.launcher.network.SubnetListener;
import io.ciao.launcher.node.NodeFacts;
import io.ciao.launcher.simulated.SimulatedDriver;
import io.ciao.launcher.simulated.SimulatedPorts;
import io.ciao.linux.host.HostProbe.ProcessorTime;
import io.ciao.program.Parts;
import io.ciao.ssntp.payload.NodeFigures;
import io.ciao.ssntp.transport.HostPort;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// A declared fake node: everything of it but its connections lives in this process's memory, and a
/// restart of the process is a node that lost its state.
final class SimulatedNode implements NodeSurroundings {
  private static final int CONCURRENCY = 2;
  private static final int UNKNOWN = -1;
  private static final long VCPUS = 128;
  private static final long MEMORY_BYTES = 256L << 30;
  private static final long DISK_BYTES = 4L << 40;
  private static final long INSTANCES_MAX = 1_000;

  private final String name;
  private final LauncherConfig config;

  SimulatedNode(String name, LauncherConfig config) {
    this.name = name;
    this.config = config;
  }

  @Override
  public AutoCloseable hold() {
    return () -> {};
  }

  @Override
  public LedgerStorage ledger() {
    return new MemoryLedgerStorage();
  }

  @Override
  public LedgerStorage agentState() {
    return new MemoryLedgerStorage();
  }

  @Override
  public Optional<LedgerStorage> keptObjects() {
    return Optional.empty();
  }

  @Override
  public Path journal() {
    return config.state().resolve("journal").resolve(name);
  }

  @Override
  public List<Driver> drivers(DriverEvents events, StartGate gate) {
    return List.of(new SimulatedDriver(InstantSource.system(), gate));
  }

  @Override
  public Instances instances(Instances.Parts parts, Instances.Pace pace, Instances.Marker shown) {
    return Instances.simulated(parts, pace, shown);
  }

  @Override
  public Ports ports(
      Instances.Adoption adoption,
      Instances.Parts parts,
      Instances.Pace pace,
      SubnetListener subnets,
      Parts closing) {
    return new SimulatedPorts();
  }

  @Override
  public NodeFacts facts(int agentPort) {
    return new NodeFacts(
        capacity(),
        config.underlay().address(),
        name,
        0,
        List.of(SimulatedDriver.NAME),
        "none",
        "",
        Version.TEXT);
  }

  /// Nothing it runs has an image.
  @Override
  public Optional<List<NodeImage>> images() {
    return Optional.empty();
  }

  private Capacity capacity() {
    var limits = config.machine().limits();
    return new Capacity(
        limits.vcpus() > 0 ? limits.vcpus() : VCPUS,
        bytes(limits.memoryBytes(), MEMORY_BYTES),
        bytes(limits.diskBytes(), DISK_BYTES),
        limits.instances() > 0 ? limits.instances() : INSTANCES_MAX);
  }

  private static String bytes(long given, long otherwise) {
    return Quantity.ofBytes(given > 0 ? given : otherwise).toString();
  }

  @Override
  public NodeFigures figures() {
    return new NodeFigures(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 0, UNKNOWN);
  }

  @Override
  public Optional<ProcessorTime> processorTime() {
    return Optional.empty();
  }

  @Override
  public int concurrency() {
    return CONCURRENCY;
  }

  @Override
  public Optional<HostPort> logs() {
    return Optional.empty();
  }
}
