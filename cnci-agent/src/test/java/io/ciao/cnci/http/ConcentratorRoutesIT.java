package io.ciao.cnci.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.exec.ExecFrame;
import io.ciao.api.exec.ExecFrame.Channel;
import io.ciao.api.network.ConcentratorState;
import io.ciao.cnci.concentrator.ConcentratorHost;
import io.ciao.cnci.concentrator.ConcentratorMemory;
import io.ciao.cnci.concentrator.Fixture;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.concentrator.ConcentratorLog;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.process.ProcessTable;
import io.ciao.program.agent.AgentServer;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.testkit.Eventually;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real concentrator, with a link to look at, asked over real TLS.
@Tag("networks")
final class ConcentratorRoutesIT {
  private static final long VNI = 4097;
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path state;

  private final CommandRunner commands = new CommandRunner();
  private final NetworkNamespaces namespaces = new NetworkNamespaces();
  private final CertificateAuthority authority =
      CertificateAuthority.create(spec("test CA"), RANDOM);
  private NetNamespace.Named namespace;
  private ConcentratorHost host;
  private AgentServer server;
  private HttpClient apiserver;

  @BeforeEach
  void setUp() throws Exception {
    var number = ThreadLocalRandom.current().nextInt(0x10000);
    var prefix = String.format(Locale.ROOT, "lcr%04x-nn1", number);
    host = Fixture.host(NetNamespace.CURRENT, prefix, state);
    namespace = host.place(VNI).namespace();
    namespaces.create(namespace);
    for (var words :
        List.of(
            "ip link add vx type vxlan id 4097 dstport 8472 local 127.0.0.1 nolearning",
            "bridge fdb append 02:00:ac:10:00:0a dev vx dst 198.18.0.31 port 4789",
            "bridge fdb append 00:00:00:00:00:00 dev vx dst 198.18.0.31 port 4789",
            "nft add table ip cnci",
            "nft add map ip cnci sshfwd { type inet_service : ipv4_addr; }",
            "nft add element ip cnci sshfwd { 33010 : 172.16.0.10 }")) {
      var argv = namespace.entering(List.of(words.split(" ", -1)));
      commands.require(Command.of("prepare", argv));
    }
    Files.createDirectories(host.directory(VNI));
    Files.writeString(
        host.directory(VNI).resolve("leases"),
        """
        1767225600 02:00:ac:10:00:0a 172.16.0.10 web 01:02:00:ac:10:00:0a
        1767225601 02:00:ac:10:00:0b 172.16.0.11 * *
        duid 00:01:00:01:2f:aa
        """);
    var memory = new ConcentratorMemory(state.resolve("remembered"));
    memory.remember(Fixture.KEY, Fixture.concentrator(Fixture.tree()));
    var node = ConcentratorOnNode.withKernel();
    server =
        new AgentServer(
            new HostPort("127.0.0.1", 0),
            identity(spec("system:node:nn1").withHosts(List.of("127.0.0.1"))).sslContext(),
            new ConcentratorRoutes(host, node, memory::byUid),
            ConcentratorRoutes.OFFER);
    apiserver = client(spec("ciao:apiserver").withOrganizations("ciao:apiservers"));
  }

  @AfterEach
  void tearDown() {
    if (server != null) {
      server.close();
    }
    if (namespace != null) {
      namespaces.delete(namespace);
    }
  }

  @Test
  void stateIsWhatTheKernelHasWithTheNamesOfMembers() throws Exception {
    var answer = get(apiserver, "c-1/state");

    assertThat(answer.statusCode()).isEqualTo(200);
    var found = Json.toRecord(Json.parse(answer.body()), ConcentratorState.class);
    assertThat(found.nodeName()).isEqualTo("nn1");
    assertThat(found.namespace()).isEqualTo(namespace.name());
    assertThat(found.dnsmasqPid()).as("none was started").isNull();
    assertThat(found.leases())
        .containsExactly(
            new ConcentratorState.Lease(
                "172.16.0.10", "02:00:ac:10:00:0a", "web", "2026-01-01T00:00:00Z"),
            new ConcentratorState.Lease(
                "172.16.0.11", "02:00:ac:10:00:0b", null, "2026-01-01T00:00:01Z"));
    assertThat(found.tunnels())
        .containsExactly(new ConcentratorState.Tunnel("198.18.0.31", 4789, true, List.of("web")));
    assertThat(found.forwards())
        .containsExactly(new ConcentratorState.Forward(33010, "172.16.0.10", "web"));
  }

  @Test
  void logHasTheAgentsLines() throws Exception {
    new ConcentratorLog(host.directory(VNI)).append(Instant.EPOCH, "first");
    new ConcentratorLog(host.directory(VNI)).append(Instant.EPOCH, "made so by {AddFdb=2}");

    assertThat(get(apiserver, "c-1/log?tailLines=1").body())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("1970-01-01T00:00:00Z agent: made so by {AddFdb=2}\n");
  }

  @Test
  void commandRunsInTheNamespaceAndItsStatusComesBack() throws Exception {
    var frames =
        frames(exec("{\"command\":[\"sh\",\"-c\",\"ip -brief link; echo oh >&2; exit 3\"]}"));

    assertThat(text(frames, Channel.OUT)).contains("vx").doesNotContain("eth0");
    assertThat(text(frames, Channel.ERR)).isEqualTo("oh\n");
    assertThat(frames.getLast().status()).isEqualTo(3);
    assertThat(exec("{\"command\":[]}").statusCode()).isEqualTo(400);
    assertThat(exec("nonsense").statusCode()).isEqualTo(400);
  }

  @Test
  void nothingThatACommandSaysIsLost() throws Exception {
    for (var round = 0; round < 20; round++) {
      var said = text(frames(exec("{\"command\":[\"seq\",\"20000\"]}")), Channel.OUT);
      assertThat(said).hasSize(108_894).endsWith("\n20000\n");
    }
  }

  @Test
  void commandWhoseCallerLeavesIsKilled() throws Exception {
    var mark = "3" + ThreadLocalRandom.current().nextInt(100_000, 1_000_000);
    var argv = List.of("sh", "-c", "while :; do echo x; sleep 0." + mark + "; done");
    var body = Json.object();
    var words = body.putArray("command");
    argv.forEach(words::add);
    var processes = new ProcessTable(commands);

    try (var answer = apiserver.send(post(body), BodyHandlers.ofInputStream()).body()) {
      assertThat(answer.read()).isPositive();
      assertThat(processes.find(argv::equals)).hasSize(1);
    }
    Eventually.within(Duration.ofSeconds(10))
        .until("the command is gone", () -> processes.find(argv::equals).isEmpty());
  }

  @Test
  void othersThanApiserversAreRefused() throws Exception {
    var node = client(spec("system:node:cn1").withOrganizations("system:nodes"));
    for (var what : List.of("state", "log")) {
      assertThat(get(node, "c-1/" + what).statusCode()).isEqualTo(403);
    }
    assertThat(get(apiserver, "c-2/state").statusCode()).as("not served here").isEqualTo(404);
    assertThat(get(apiserver, "c-1/exec").statusCode()).as("POST alone").isEqualTo(404);
  }

  private HttpResponse<byte[]> get(HttpClient client, String what) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(what)).GET().build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> exec(String body) throws Exception {
    return apiserver.send(
        HttpRequest.newBuilder(uri("c-1/exec")).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofByteArray());
  }

  private HttpRequest post(ObjectNode body) {
    return HttpRequest.newBuilder(uri("c-1/exec"))
        .POST(BodyPublishers.ofByteArray(Json.write(body)))
        .build();
  }

  private URI uri(String what) {
    return URI.create("https://127.0.0.1:" + server.port() + "/v1/concentrators/" + what);
  }

  private static List<ExecFrame> frames(HttpResponse<byte[]> answer) throws IOException {
    assertThat(answer.statusCode()).isEqualTo(200);
    InputStream in = new ByteArrayInputStream(answer.body());
    var frames = new ArrayList<ExecFrame>();
    for (var frame = ExecFrame.read(in); frame.isPresent(); frame = ExecFrame.read(in)) {
      frames.add(frame.get());
    }
    return frames;
  }

  private static String text(List<ExecFrame> frames, Channel channel) {
    var text = new StringBuilder();
    frames.stream()
        .filter(frame -> frame.channel() == channel)
        .forEach(frame -> text.append(new String(frame.bytes(), StandardCharsets.UTF_8)));
    return text.toString();
  }

  private HttpClient client(CertificateSpec spec) {
    return HttpClient.newBuilder()
        .sslContext(identity(spec).sslContext())
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  private TlsIdentity identity(CertificateSpec spec) {
    return new TlsIdentity(authority.issue(spec), List.of(authority.certificate()));
  }

  private static CertificateSpec spec(String name) {
    var now = Instant.now();
    return CertificateSpec.named(name, now.minusSeconds(60), now.plus(Duration.ofDays(1)));
  }
}
