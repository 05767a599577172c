package io.ciao.launcher;

import io.ciao.api.node.Capacity;
import io.ciao.api.node.NodeImage;
import io.ciao.api.unit.Quantity;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.file.Durability;
import io.ciao.basis.file.StateLock;
import io.ciao.launcher.desired.References;
import io.ciao.launcher.docker.DockerDriver;
import io.ciao.launcher.docker.DockerSettings;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverEvents;
import io.ciao.launcher.driver.StartGate;
import io.ciao.launcher.image.CachedImages;
import io.ciao.launcher.image.ImageCache;
import io.ciao.launcher.instance.Instances;
import io.ciao.launcher.ledger.FileLedgerStorage;
import io.ciao.launcher.ledger.LedgerStorage;
import io.ciao.launcher.network.NodeNetwork;
import io.ciao.launcher.network.NodePlace;
import io.ciao.launcher.network.Ports;
import io.ciao.launcher.network.SubnetListener;
import io.ciao.launcher.node.NodeFacts;
import io.ciao.launcher.qemu.Accelerator;
import io.ciao.launcher.qemu.KvmProbe;
import io.ciao.launcher.qemu.QemuDriver;
import io.ciao.launcher.qemu.QemuSettings;
import io.ciao.linux.host.HostProbe;
import io.ciao.linux.host.HostProbe.ProcessorTime;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.net.PresentVnis;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.TunnelFence;
import io.ciao.program.Parts;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.payload.NodeFigures;
import io.ciao.ssntp.transport.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// This machine as a node.
final class RealNode implements NodeSurroundings {
  private static final int CONCURRENCY = 8;
  private static final long INSTANCES_MAX = 1_000;
  private static final int MIB_SHIFT = 20;
  private static final long FACTS_FRESH_NANOS = 5_000_000_000L;

  /// Left to the machine itself where the configuration does not say what instances may use.
  private static final double SHARE_FOR_INSTANCES = 0.9;

  private final LauncherConfig config;
  private final boolean compute;
  private final HostProbe host = new HostProbe();
  private final List<Offer> offers = new ArrayList<>();
  private final List<Holder> holders = new ArrayList<>();

  /// Known once the drivers are: it takes up to a second to find out, which renewals must not wait
  /// for.
  private volatile Accelerator accelerator = Accelerator.TCG;

  private final AtomicReference<@Nullable Recent> recent = new AtomicReference<>();

  /// A driver by its name, and whether it could run something now.
  private record Offer(String driver, BooleanSupplier usable) {}

  /// Who keeps images ready; empty while it does not know which.
  private interface Holder {
    Optional<List<NodeImage>> images() throws InterruptedException;
  }

  /// The facts as they were a moment ago; an engine need not be asked for every frame.
  private record Recent(NodeFacts facts, long atNanos) {}

  private RealNode(LauncherConfig config, boolean compute) {
    this.config = config;
    this.compute = compute;
  }

  /// This machine under its configuration.
  ///
  /// @param roles of the node's certificate: one without the compute role runs no instances
  static RealNode of(LauncherConfig config, Roles roles) throws IOException {
    Files.createDirectories(config.state());
    Files.setPosixFilePermissions(config.state(), PosixFilePermissions.fromString("rwx------"));
    return new RealNode(config, roles.contains(Role.AGENT));
  }

  private static Accelerator accelerator(LauncherConfig config)
      throws IOException, InterruptedException {
    return switch (config.machine().accelerator()) {
      case "kvm" -> Accelerator.KVM;
      case "tcg" -> Accelerator.TCG;
      default -> KvmProbe.choose(config.state());
    };
  }

  @Override
  public AutoCloseable hold() throws IOException {
    return StateLock.hold(config.state(), "ciao-launcher-agent");
  }

  @Override
  public LedgerStorage ledger() throws IOException {
    return new FileLedgerStorage(config.state().resolve("ledger"), Durability.FORCED);
  }

  @Override
  public LedgerStorage agentState() throws IOException {
    return new FileLedgerStorage(config.state().resolve("agent"), Durability.FORCED);
  }

  @Override
  public Optional<LedgerStorage> keptObjects() throws IOException {
    return Optional.of(new FileLedgerStorage(config.state().resolve("kept"), Durability.LAZY));
  }

  @Override
  public Path journal() {
    return config.state().resolve("journal");
  }

  @Override
  public List<Driver> drivers(DriverEvents events, StartGate gate)
      throws IOException, InterruptedException {
    var drivers = new ArrayList<Driver>();
    var wanted = compute ? config.machine().drivers() : List.<String>of();
    if (wanted.contains(QemuDriver.NAME)) {
      accelerator = accelerator(config);
      var runAs = config.machine().qemuUser().filter(_ -> isRoot());
      var settings = new QemuSettings(config.state().resolve("qemu"), accelerator, runAs);
      drivers.add(new QemuDriver(settings, InstantSource.system(), gate, events));
      offers.add(new Offer(QemuDriver.NAME, RealNode::qemuInstalled));
      var cached = new CachedImages(imageCache());
      holders.add(() -> Optional.of(cached.list()));
    }
    if (wanted.contains(DockerDriver.NAME)) {
      var docker = config.machine().docker();
      var settings =
          new DockerSettings(docker.engine(), config.state(), docker.cluster(), config.node());
      var driver = new DockerDriver(settings, InstantSource.system(), gate, events);
      drivers.add(driver);
      offers.add(new Offer(DockerDriver.NAME, driver::answers));
      holders.add(driver::images);
    }
    return drivers;
  }

  private Path imageCache() {
    return config.state().resolve("images");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static boolean qemuInstalled() {
    for (var directory : System.getenv().getOrDefault("PATH", "/usr/bin").split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, "qemu-system-x86_64"))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Instances instances(Instances.Parts parts, Instances.Pace pace, Instances.Marker shown)
      throws IOException {
    var images = new ImageCache(imageCache(), config.machine().images());
    var references = new References(parts.kept(), parts.api()::get, pace.clock());
    return Instances.real(parts, pace, references, images, shown);
  }

  @Override
  public Ports ports(
      Instances.Adoption adoption,
      Instances.Parts parts,
      Instances.Pace pace,
      SubnetListener subnets,
      Parts closing) {
    var place =
        new NodePlace(
            Ipv4Address.parse(config.underlay().address()), config.underlay().namespacePrefix());
    var network =
        new NodeNetwork(
            new NodeNetwork.Parts(
                place,
                parts.kept(),
                SubnetOnNode.withKernel(),
                new TunnelFence(NetNamespace.CURRENT, "launcher"),
                parts.api(),
                pace.backoff(),
                pace.clock(),
                parts.queue()::add,
                subnets),
            adoption.ports(),
            adoption.unknown());
    closing.keep(network);
    return network;
  }

  @Override
  public NodeFacts facts(int agentPort) {
    var now = System.nanoTime();
    var present = recent.get();
    if (present != null
        && present.facts().agentPort() == agentPort
        && now - present.atNanos() < FACTS_FRESH_NANOS) {
      return present.facts();
    }
    var facts = look(agentPort);
    recent.set(new Recent(facts, now));
    return facts;
  }

  /// Half of them would tell that the others are gone.
  @Override
  public Optional<List<NodeImage>> images() throws InterruptedException {
    var all = new ArrayList<NodeImage>();
    for (var holder : holders) {
      var some = holder.images();
      if (some.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(some.get());
    }
    return Optional.of(all);
  }

  private NodeFacts look(int agentPort) {
    return new NodeFacts(
            capacity(),
            config.underlay().address(),
            hostName(),
            agentPort,
            offers.stream()
                .filter(offer -> offer.usable().getAsBoolean())
                .map(Offer::driver)
                .toList(),
            config.machine().drivers().contains(QemuDriver.NAME) && compute
                ? accelerator.word()
                : "none",
            host.read().kernel(),
            Version.TEXT)
        .holding(
            List.copyOf(
                PresentVnis.of(
                    config.underlay().namespacePrefix(), new NetworkNamespaces().list())));
  }

  private Capacity capacity() {
    var facts = host.read();
    var limits = config.machine().limits();
    var memory =
        limits.memoryBytes() > 0
            ? limits.memoryBytes()
            : wholeMib((long) (facts.memoryTotalBytes() * SHARE_FOR_INSTANCES));
    var disk =
        limits.diskBytes() > 0
            ? limits.diskBytes()
            : wholeMib((long) (host.diskTotalBytes(config.state()) * SHARE_FOR_INSTANCES));
    return new Capacity(
        limits.vcpus() > 0 ? limits.vcpus() : facts.cpus(),
        Quantity.ofBytes(memory).toString(),
        Quantity.ofBytes(disk).toString(),
        limits.instances() > 0 ? limits.instances() : INSTANCES_MAX);
  }

  private static long wholeMib(long bytes) {
    return bytes >> MIB_SHIFT << MIB_SHIFT;
  }

  /// The machine's own name, read where no name service is asked.
  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public NodeFigures figures() {
    var facts = host.read();
    return new NodeFigures(
        (int) (facts.memoryTotalBytes() >> MIB_SHIFT),
        (int) (facts.memoryAvailableBytes() >> MIB_SHIFT),
        (int) (host.diskTotalBytes(config.state()) >> MIB_SHIFT),
        (int) (host.diskFreeBytes(config.state()) >> MIB_SHIFT),
        (int) facts.load1(),
        facts.cpus());
  }

  @Override
  public Optional<ProcessorTime> processorTime() {
    return Optional.of(host.processorTime());
  }

  @Override
  public int concurrency() {
    return CONCURRENCY;
  }

  @Override
  public Optional<HostPort> logs() {
    return Optional.of(config.underlay().listen());
  }
}
