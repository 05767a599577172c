package io.ciao.ctl.ssntp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.codec.Json;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.tail.FrameLog;
import io.ciao.ssntp.transport.ClientConfig;
import io.ciao.ssntp.transport.ClientListener;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.ServerConfig;
import io.ciao.ssntp.transport.ServerPeer;
import io.ciao.ssntp.transport.SessionListener;
import io.ciao.ssntp.transport.SsntpClient;
import io.ciao.ssntp.transport.SsntpServer;
import io.ciao.ssntp.transport.SsntpSession;
import io.ciao.ssntp.transport.Surroundings;
import io.ciao.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The command's other end is a server with a frame log, over real TLS sockets.
class SsntpTailTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.006007Z");
  private static final Surroundings REAL =
      new Surroundings(InstantSource.system(), System::nanoTime, new Random());

  private final Instant now = Instant.now();
  private final CertificateAuthority authority =
      CertificateAuthority.create(spec("test CA"), new SecureRandom());
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private CertificateSpec spec(String name) {
    return CertificateSpec.named(
        name, now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)));
  }

  private TlsIdentity identity(String name, Role role) {
    var spec =
        spec(name).withRoles(role).withHosts(List.of("127.0.0.1")).withUuid(UUID.randomUUID());
    return new TlsIdentity(authority.issue(spec), List.of(authority.certificate()));
  }

  private SsntpServer server(FrameLog log) throws InterruptedException {
    var config =
        ServerConfig.of(
                identity("ciao:scheduler", Role.SCHEDULER), List.of(new HostPort("127.0.0.1", 0)))
            .withObserver(log);
    return SsntpServer.start(
        config,
        new SessionListener() {
          @Override
          public void connected(SsntpSession session) {}

          @Override
          public void frame(SsntpSession session, TrafficFrame frame) {
            if (session.roles().contains(Role.CONTROLLER)) {
              log.follow(session, 10);
            }
          }

          @Override
          public void disconnected(SsntpSession session, Disconnect why) {
            log.unfollow(session);
          }
        },
        REAL);
  }

  private SsntpClient client(TlsIdentity tls, HostPort address, ClientListener listener) {
    return SsntpClient.start(ClientConfig.of(() -> tls, List.of(address)), listener, REAL);
  }

  private Tail tail(boolean json) {
    return new Tail(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        json,
        10,
        System::nanoTime);
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /// An agent that is not heard.
  private static class Silent implements ClientListener {
    @Override
    public void connected(ServerPeer server) {}

    @Override
    public void frame(TrafficFrame frame) {}

    @Override
    public void disconnected(Disconnect why) {}
  }

  @Test
  void printsALineForEachFrame() throws Exception {
    printed(false);

    assertThat(lines().getFirst())
        .isEqualTo(
            "TIME                      WAY  PEER                  FRAME                          "
                + "                BYTES  LABEL");
    assertThat(lines())
        .contains(
            "2026-01-02T03:04:05.006Z  in   n1                    STATUS READY                   "
                + "                    5");
  }

  @Test
  void printsJsonForPrograms() throws Exception {
    printed(true);

    var ready = lines().stream().filter(line -> line.contains("READY")).findFirst().orElseThrow();
    assertThat(Json.parse(ready.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            Json.parse(
                """
                {"time": "2026-01-02T03:04:05.006007Z", "direction": "in", "peer": "n1",
                "type": "STATUS", "operand": "READY", "payloadBytes": 5, "label": "",
                "dropped": 0}
                """
                    .getBytes(StandardCharsets.UTF_8)));
  }

  private void printed(boolean json) throws Exception {
    try (var log = new FrameLog(InstantSource.fixed(AT));
        var server = server(log);
        var agent =
            client(
                identity("system:node:n1", Role.AGENT),
                server.addresses().getFirst(),
                new Silent())) {
      var tail = tail(json);
      try (var follower =
          client(identity("c", Role.CONTROLLER), server.addresses().getFirst(), tail)) {
        var status = new CompletableFuture<Integer>();
        var runner = Thread.ofVirtual().start(() -> run(tail, follower, status));
        Eventually.within(SOON).until("connected", agent::connected);
        agent.send(Status.READY, Bytes.utf8("ready"));
        Eventually.within(SOON)
            .until("the line", () -> lines().stream().anyMatch(line -> line.contains("READY")));
        assertThat(status).isNotDone();
        runner.interrupt();
        runner.join();
      }
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static void run(Tail tail, SsntpClient client, CompletableFuture<Integer> status) {
    try {
      status.complete(tail.run(client));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void endsWithStatus3WhereNobodyListens() throws Exception {
    var tail = tail(false);
    try (var client = client(identity("c", Role.CONTROLLER), new HostPort("127.0.0.1", 1), tail)) {
      assertThat(tail.run(client)).isEqualTo(3);
    }
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("scheduler 127.0.0.1:1 cannot be reached: Connection refused");
  }

  @Test
  void ofTwoWithOneCertificateTheSecondEndsAndSaysWhy() throws Exception {
    try (var log = new FrameLog(InstantSource.fixed(AT));
        var server = server(log)) {
      var tls = identity("c", Role.CONTROLLER);
      var address = server.addresses().getFirst();
      var first = new CompletableFuture<Void>();
      try (var other =
          client(
              tls,
              address,
              new Silent() {
                @Override
                public void connected(ServerPeer peer) {
                  first.complete(null);
                }
              })) {
        first.join();
        var tail = tail(false);
        try (var client = client(tls, address, tail)) {
          assertThatThrownBy(() -> tail.run(client))
              .isInstanceOf(RefusedException.class)
              .hasMessageContaining("a certificate can have one connection");
        }
        Eventually.within(SOON).until("the first goes on", other::connected);
      }
    }
  }

  @Test
  void endsWhereTheSchedulerRefuses() throws Exception {
    try (var log = new FrameLog(InstantSource.fixed(AT));
        var server = server(log)) {
      var tls = identity("c", Role.CONTROLLER);
      var claimed = ClientConfig.of(() -> tls, server.addresses());
      var other = identity("d", Role.CONTROLLER);
      var config =
          new ClientConfig(
              claimed.uuid(),
              claimed.roles(),
              claimed.addresses(),
              claimed.search(),
              () -> other,
              claimed.compatibility(),
              claimed.limits());
      var tail = tail(false);
      try (var client = SsntpClient.start(config, tail, REAL)) {
        assertThatThrownBy(() -> tail.run(client))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("refuses: server refuses with CONNECTION_ABORTED");
      }
    }
  }

  @Test
  void aCertificateWithoutTheRoleIsNamed(@TempDir Path directory) {
    TlsFiles.in(directory).write(identity("n1", Role.AGENT));

    assertThatThrownBy(() -> called("127.0.0.1:1", directory))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("has role 'CNAgent'")
        .hasMessageContaining("role Controller and a UUID are needed");
    assertThatThrownBy(() -> called("127.0.0.1:1", directory.resolve("none")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("ciaoctl dev up");
  }

  private static void called(String scheduler, Path tls) throws InterruptedException {
    var command = new SsntpTailCommand();
    new CommandLine(command).parseArgs("--scheduler", scheduler, "--tls", tls.toString());
    command.call();
  }
}
