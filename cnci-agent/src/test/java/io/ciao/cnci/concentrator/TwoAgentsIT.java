package io.ciao.cnci.concentrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.ActiveConcentrator;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.time.Backoff;
import io.ciao.cnci.replica.Replicas;
import io.ciao.cnci.replica.RoleKeeper;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassLoop;
import io.ciao.reconcile.WorkQueue;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.LiveTls;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two agents with a real kernel, real TLS and a fake API carry one Concentrator.
@Tag("networks")
final class TwoAgentsIT {
  private static final long VNI = 4097;
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(15));

  @TempDir Path directory;

  private final CommandRunner commands = new CommandRunner();
  private final NetworkNamespaces namespaces = new NetworkNamespaces();
  private final ConcentratorOnNode kernel = ConcentratorOnNode.withKernel();
  private final FakeConcentratorApi api = new FakeConcentratorApi();
  private final List<Machine> machines = new ArrayList<>();
  private CertificateAuthority authority;
  private int port;

  @BeforeEach
  void build() throws Exception {
    if (!"root".equals(System.getProperty("user.name"))) {
      Assumptions.abort("needs root: network namespaces");
    }
    authority = CertificateAuthority.create(spec("test authority"), new SecureRandom());
    try (var probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.2"))) {
      port = probe.getLocalPort();
    }
    var tree = Fixture.tree();
    Fixture.spec(tree).putArray("nodeNames").add("nn1").add("nn2");
    api.put(tree);
    api.letWatch();
    var number = ThreadLocalRandom.current().nextInt(0x10000);
    machines.add(new Machine("nn1", "127.0.0.2", number));
    machines.add(new Machine("nn2", "127.0.0.3", number));
    for (var machine : machines) {
      machine.start();
    }
    SOON.until("the first one serves", () -> machines.getFirst().outside());
    SOON.until("it hears the other", () -> !machines.getFirst().agent().replicas.inDoubt());
  }

  @AfterEach
  void tearDown() throws Exception {
    for (var machine : machines) {
      machine.remove();
    }
  }

  @Test
  void whenTheAgentThatServesDiesTheOtherTakesOverAndItStandsByWhenItIsBack() throws Exception {
    var first = machines.getFirst();
    var second = machines.getLast();
    assertThat(active().nodeName()).isEqualTo("nn1");
    assertThat(second.outside()).isFalse();
    assertThat(namespaces.exists(second.place())).isTrue();

    first.die();
    var died = System.nanoTime();
    assertThat(first.outside()).as("the kernel goes on").isTrue();
    SOON.until("the other serves", second::outside);
    var taken = Duration.ofNanos(System.nanoTime() - died);
    System.out.printf("agent died: the other serves after %d ms%n", taken.toMillis());

    assertThat(taken).isBetween(Duration.ofMillis(2_300), Duration.ofSeconds(6));
    assertThat(active().nodeName()).isEqualTo("nn2");
    first.start();
    SOON.until("the first one has left the outside", () -> !first.outside());
    assertThat(namespaces.exists(first.place())).isTrue();
    assertThat(active().nodeName()).isEqualTo("nn2");
  }

  @Test
  void anAgentThatIsBackGoesOnWithoutTheApi() throws Exception {
    var first = machines.getFirst();
    var before = first.uplink();
    api.cut(true);

    first.die();
    in(first.place(), "nft", "flush", "map", "ip", "cnci", "sshfwd");
    first.start();
    SOON.until(
        "it has looked after it",
        () -> in(first.place(), "nft", "list", "map", "ip", "cnci", "sshfwd").contains("33010"));

    assertThat(first.uplink()).as("untouched").isEqualTo(before);
    api.cut(false);
    assertThat(active().nodeName()).isEqualTo("nn1");
  }

  private ActiveConcentrator active() {
    return Objects.requireNonNull(
        Fixture.concentrator(Objects.requireNonNull(api.stored())).status().active());
  }

  private static CertificateSpec spec(String name) {
    var now = Instant.now();
    return CertificateSpec.named(name, now.minusSeconds(60), now.plusSeconds(3600));
  }

  private String in(NetNamespace where, String... argv) {
    return commands.require(Command.of("test", where.entering(List.of(argv))));
  }

  /// A network node: what survives its agent.
  private final class Machine {
    private final NetNamespace.Named namespace;
    private final ConcentratorHost host;
    private final LiveTls tls;
    private Agent agent;

    Machine(String name, String address, int number) throws Exception {
      namespace = new NetNamespace.Named(String.format(Locale.ROOT, "lta%04x-%s", number, name));
      namespaces.create(namespace);
      in(namespace, "ip", "link", "add", "br-ul", "type", "bridge");
      in(namespace, "ip", "link", "set", "br-ul", "up");
      host =
          new ConcentratorHost(
              name,
              namespace,
              Ipv4Address.parse(address),
              "br-ul",
              namespace.name(),
              List.of(),
              Files.createDirectories(directory.resolve(name)));
      var files = TlsFiles.in(Files.createDirectories(directory.resolve(name + "-tls")));
      var own = spec(PeerIdentity.NODE_PREFIX + name).withRoles(Role.CNCI_AGENT);
      files.write(new TlsIdentity(authority.issue(own), List.of(authority.certificate())));
      tls = LiveTls.of(files);
    }

    void start() {
      agent = new Agent(this);
    }

    Agent agent() {
      return agent;
    }

    void die() throws Exception {
      agent.close();
    }

    NetNamespace.Named place() {
      return host.place(VNI).namespace();
    }

    boolean outside() {
      return kernel.isOutside(host.place(VNI), VNI);
    }

    /// Its index tells it from one that was made anew.
    String uplink() {
      return in(namespace, "ip", "-o", "link", "show", "up-4097").split(":")[0];
    }

    void remove() throws Exception {
      if (agent != null) {
        agent.close();
      }
      kernel.remove(host.place(VNI), VNI, host.directory(VNI));
      namespaces.delete(namespace);
    }
  }

  /// One life of an agent, as `CnciAgent` puts it together.
  private final class Agent implements AutoCloseable {
    private final Replicas replicas;
    private final WorkQueue<ObjectKey> queue = new WorkQueue<>(System::nanoTime);
    private final Informer<Concentrator> informer;
    private final PassLoop<ObjectKey> passes;
    private final RoleKeeper keeper;

    Agent(Machine machine) {
      var host = machine.host;
      var clock = InstantSource.system();
      var backoff = new Backoff(Duration.ofMillis(50), Duration.ofMillis(500), new Random(1));
      replicas = new Replicas(host.nodeName(), host.address().toString(), System::nanoTime);
      informer =
          new Informer<>(
                  "concentrators", api, tree -> Json.toRecord(tree, Concentrator.class), backoff)
              .onChange(queue::add);
      var memory = new ConcentratorMemory(host.directory().resolve("remembered"));
      memory.keys().forEach(queue::add);
      passes =
          new PassLoop<>(
              "concentrator",
              queue,
              new ConcentratorReconciler(
                  new ConcentratorSnapshotReader(
                      informer, api, memory, siblings(memory, host), kernel, replicas, host),
                  new ConcentratorApplier(kernel, memory, api, host, clock),
                  new ConcentratorStatusWriter(api, host, clock, 10_251),
                  replicas,
                  host,
                  clock),
              backoff,
              1);
      keeper =
          RoleKeeper.start(
              new InetSocketAddress(host.address().toString(), port),
              machine.tls,
              () -> api.find(Fixture.KEY).stream().map(Fixture::concentrator).toList(),
              replicas,
              queue::add);
      informer.start();
    }

    private Siblings siblings(ConcentratorMemory memory, ConcentratorHost host) {
      return new Siblings(
          informer,
          memory,
          new ConcentratorMemory(host.directory().resolve("siblings")),
          key -> {
            throw new IllegalStateException("nobody has peers: " + key);
          });
    }

    @Override
    public void close() throws IOException {
      keeper.close();
      passes.close();
      informer.close();
    }
  }
}
