package io.ciao.ctl.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.EventFrame;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.Delete;
import io.ciao.ssntp.payload.InstanceDeleted;
import io.ciao.ssntp.payload.InstanceStats;
import io.ciao.ssntp.payload.NodeFigures;
import io.ciao.ssntp.payload.NodeNetwork;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.Ready;
import io.ciao.ssntp.payload.ReadyExtension;
import io.ciao.ssntp.payload.Renewed;
import io.ciao.ssntp.payload.Start;
import io.ciao.ssntp.payload.Stats;
import io.ciao.ssntp.transport.ClientConfig;
import io.ciao.ssntp.transport.ClientListener;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.ServerConfig;
import io.ciao.ssntp.transport.ServerPeer;
import io.ciao.ssntp.transport.SsntpClient;
import io.ciao.ssntp.transport.SsntpServer;
import io.ciao.ssntp.transport.Surroundings;
import io.ciao.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A kit and an agent's end of SSNTP, over real sockets; commands as people give them.
@Isolated("the standard streams are captured")
final class LauncherKitTest {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(20));
  private static final Path EXAMPLES = Path.of("../manifests/examples/ssntp");
  private static final String SIMULATED = "0f6a4d0c-5a0e-4d5b-9e63-1f6f1f4f0001";
  private static final UUID NODE = new UUID(0x40, 1);
  private static final Surroundings REAL =
      new Surroundings(InstantSource.system(), System::nanoTime, new Random());

  private final Instant now = Instant.now();
  private final CertificateAuthority authority =
      CertificateAuthority.create(spec("test CA"), new SecureRandom());
  private final List<TrafficFrame> received = new CopyOnWriteArrayList<>();
  private final KitClients clients =
      new KitClients(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
  private SsntpServer server;
  private KitHttp http;
  private SsntpClient agent;

  private CertificateSpec spec(String name) {
    return CertificateSpec.named(
        name, now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)));
  }

  private TlsIdentity identity(String name, Role role, UUID uuid) {
    var spec = spec(name).withRoles(role).withHosts(List.of("127.0.0.1")).withUuid(uuid);
    return new TlsIdentity(authority.issue(spec), List.of(authority.certificate()));
  }

  @BeforeEach
  void start() throws Exception {
    var scheduler = identity("ciao:scheduler", Role.SCHEDULER, UUID.randomUUID());
    var config = ServerConfig.of(scheduler, List.of(new HostPort("127.0.0.1", 0)));
    server = SsntpServer.start(config, clients, REAL);
    http =
        KitHttp.start(
            new InetSocketAddress("127.0.0.1", 0), new KitDriver(clients, InstantSource.system()));
    assertThat(ask("clients").out()).isEmpty();
    assertThat(ask("status").err()).contains("no agent is connected; start one");
    var tls = identity("system:node:cn1", Role.AGENT, NODE);
    agent =
        SsntpClient.start(
            ClientConfig.of(() -> tls, List.of(server.addresses().getFirst())), listener(), REAL);
    SOON.until("the agent is there", () -> !clients.uuids().isEmpty());
    SOON.until("the agent knows it", agent::connected);
  }

  private ClientListener listener() {
    return new ClientListener() {
      @Override
      public void connected(ServerPeer peer) {}

      @Override
      public void frame(TrafficFrame frame) {
        received.add(frame);
      }

      @Override
      public void disconnected(Disconnect why) {}
    };
  }

  @AfterEach
  void stop() {
    agent.close();
    http.close();
    server.close();
  }

  private FakeApiserver.Ran ask(String... words) {
    var all = new ArrayList<>(List.of("launcher-kit"));
    all.addAll(List.of(words));
    all.addAll(List.of("--server", "127.0.0.1:" + http.address().getPort()));
    return FakeApiserver.capture(all.toArray(String[]::new));
  }

  private CommandFrame command(Command wanted) throws InterruptedException {
    SOON.until(wanted + " has come", () -> commands(wanted).findAny().isPresent());
    return commands(wanted).reduce((_, later) -> later).orElseThrow();
  }

  private Stream<CommandFrame> commands(Command wanted) {
    return received.stream()
        .filter(CommandFrame.class::isInstance)
        .map(CommandFrame.class::cast)
        .filter(frame -> frame.command() == wanted);
  }

  private Start start(int count) throws InterruptedException {
    SOON.until(count + " STARTs", () -> commands(Command.START).count() == count);
    return ((Parsed<Start>) Start.parse(command(Command.START).payload())).value();
  }

  @Test
  void bindsWhatItStartsToTheAgentThatItSendsItTo() throws Exception {
    var said = ask("startf", EXAMPLES.resolve("simulated.yaml").toString());
    assertThat(said.err()).isEmpty();
    assertThat(said.out()).startsWith("START " + SIMULATED + " sent to cn1 at epoch ");

    var ciao = start(1).ciao();
    var instance = ciao.objects().getFirst();
    assertThat(instance.at("/status/binding/nodeUID").asText()).isEqualTo(NODE.toString());
    assertThat(instance.at("/status/binding/epoch").asLong()).isEqualTo(ciao.epoch()).isPositive();
    assertThat(instance.at("/metadata/uid").asText()).isEqualTo(SIMULATED);

    ask("restart", SIMULATED);
    var again = start(2).ciao();
    assertThat(again.epoch()).isEqualTo(ciao.epoch());
    assertThat(again.objects().getFirst().at("/metadata/annotations").toString())
        .contains("ciao.io/restartedAt");
    assertThat(again.objects().getFirst().at("/metadata/resourceVersion").asLong())
        .isGreaterThan(instance.at("/metadata/resourceVersion").asLong());

    assertThat(ask("stop", SIMULATED).out()).contains("stop true");
    var delete = ((Parsed<Delete>) Delete.parse(command(Command.DELETE).payload())).value();
    assertThat(delete.stop()).isTrue();
    assertThat(delete.ciao().epoch()).isEqualTo(ciao.epoch());

    agent.send(Event.INSTANCE_DELETED, new InstanceDeleted(SIMULATED, null).toBytes());
    SOON.until("it is known to be gone", () -> clients.epoch(SIMULATED) == 0);
    assertThat(ask("drain").out()).contains("INSTANCE_DELETED", SIMULATED);
    assertThat(ask("drain").out()).doesNotContain(SIMULATED);
    ask("startf", EXAMPLES.resolve("simulated.yaml").toString());
    assertThat(start(3).ciao().epoch()).as("another life").isGreaterThan(ciao.epoch());
    assertThat(ask("delete", UUID.randomUUID().toString()).out()).contains("ignores it");
    assertThat(ask("restart", "x").err()).contains("was not started by this kit");
  }

  @Test
  void showsWhatTheAgentSays() throws Exception {
    assertThat(ask("stats").err()).contains("the agent has sent no STATS yet");
    var figures = new NodeFigures(4096, 1024, -1, -1, 1, 2);
    var nics = List.of(new NodeNetwork("10.0.0.1", ""));
    var ready = new Ready(NODE.toString(), "h1", figures, nics, new ReadyExtension(1, 9, 0));
    agent.send(Status.READY, ready.toBytes());
    var stats =
        new Stats(
            NODE.toString(),
            "READY",
            "h1",
            figures,
            nics,
            List.of(
                new InstanceStats(
                    "a", "active", new InstanceStats.Ssh("1.2.3.4", 33), 40, -1, 7, List.of("v")),
                new InstanceStats("b", "exited", InstanceStats.Ssh.NONE, -1, -1, -1, List.of())),
            null);
    agent.send(Command.STATS, stats.toBytes());
    SOON.until("STATS", () -> !ask("instances").out().isEmpty());

    assertThat(ask("clients").out()).isEqualTo(NODE + "\n");
    assertThat(ask("instances", "--client", NODE.toString()).out().lines())
        .containsExactly("a", "b");
    assertThat(ask("instances", "--filter", "exited").out()).isEqualTo("b\n");
    assertThat(ask("istats").out().replaceAll(" +", " ").lines())
        .containsExactly(
            "UUID STATUS SSH MEM DISK CPU VOLUMES",
            "a active 1.2.3.4:33 40MB N/A 7% v",
            "b exited N/A N/A N/A N/A -");
    assertThat(ask("stats").out())
        .contains("1024MB free of 4096MB", "N/A free of N/A", "Instances active", "10.0.0.1");
    assertThat(ask("status").out()).contains("status: READY", "hostname: h1");
    assertThat(ask("clients", "--client", "x").status()).isZero();
    assertThat(ask("status", "--client", "x").err())
        .contains("x is not connected", NODE.toString());

    SOON.until(
        "the renewal is granted",
        () ->
            received.stream()
                .anyMatch(
                    frame ->
                        frame instanceof EventFrame event
                            && event.event() == Event.RENEWED
                            && Renewed.parse(event.payload())
                                instanceof Parsed<Renewed>(var renewed)
                            && renewed.seq() == 9));
  }

  @Test
  void takesTheOriginalsPathsAndSaysWhatElseThereIs() throws Exception {
    var calls = new KitCalls("127.0.0.1:" + http.address().getPort());
    var payload = Files.readString(EXAMPLES.resolve("original.yaml"));
    assertThat(calls.post("/start", java.util.Map.of(), payload)).contains("needs the key 'ciao'");
    assertThat(start(1).networking().privateIp()).isEqualTo("192.168.8.2");

    ask("evacuate");
    ask("restore");
    ask("attach", SIMULATED, "v1");
    assertThat(command(Command.EVACUATE).payload().utf8()).contains(NODE.toString());
    assertThat(command(Command.RESTORE).payload().utf8()).contains(NODE.toString());
    assertThat(command(Command.ATTACH_VOLUME).payload().utf8()).contains("v1", NODE.toString());
    assertThat(ask("startf", "../README.md").err()).contains("the payload cannot be read");
    assertThat(FakeApiserver.capture("launcher-kit", "clients", "--server", "127.0.0.1:1").err())
        .contains("no launcher kit answers at 127.0.0.1:1");
  }

  static Stream<Path> examples() throws Exception {
    try (var files = Files.list(EXAMPLES)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsAPayload(Path file) throws Exception {
    var payload = Bytes.utf8(Files.readString(file));
    var calls = new KitDriver(clients, InstantSource.system());
    var said =
        switch (file.getFileName().toString()) {
          case "delete.yaml", "stop.yaml" -> calls.delete("", payload);
          case "attach.yaml" -> calls.attach("", payload);
          case "evacuate.yaml", "restore.yaml" -> KitText.yaml(payload);
          default -> calls.start("", payload);
        };
    assertThat(said).isNotEmpty();
  }
}
