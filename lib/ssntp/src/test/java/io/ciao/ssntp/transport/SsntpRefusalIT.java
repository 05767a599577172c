package io.ciao.ssntp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.ssntp.TestPki;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.ConnectFrame;
import io.ciao.ssntp.frame.ConnectedFrame;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.ErrorFrame;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.UnknownFrame;
import io.ciao.ssntp.session.Compatibility;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who and what a server or client does not put up with, over real TLS sockets.
class SsntpRefusalIT {

  private static final UUID NIL = new UUID(0, 0);
  private static final ConnectFrame CONNECT =
      new ConnectFrame(Roles.of(Role.AGENT), Loopback.AGENT, NIL);

  private final Loopback loopback = new Loopback();
  private final ServerLog serverLog = new ServerLog();
  private final ClientLog clientLog = new ClientLog();

  @AfterEach
  void close() {
    loopback.close();
  }

  @Test
  void prefersTheCipherThatIsFastWithoutC2() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    try (var client = new RawClient(loopback.agentTls, server.addresses().getFirst())) {
      assertThat(client.cipherSuite()).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
    }
  }

  @Test
  void refusesARoleThatTheCertificateLacks() throws Exception {
    assertAborted(new ConnectFrame(Roles.of(Role.CONTROLLER), Loopback.AGENT, NIL), "grants 0x4");
  }

  @Test
  void refusesRoleZero() throws Exception {
    assertAborted(new ConnectFrame(Roles.NONE, Loopback.AGENT, NIL), "claims no role");
  }

  @Test
  void refusesAnotherUuidThanTheCertificates() throws Exception {
    assertAborted(
        new ConnectFrame(Roles.of(Role.AGENT), UUID.randomUUID(), NIL), "its certificate says");
  }

  private void assertAborted(ConnectFrame claim, String reason) throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    try (var client = new RawClient(loopback.agentTls, server.addresses().getFirst())) {
      assertThat(client.send(claim).read())
          .isEqualTo(new ErrorFrame(ErrorCode.CONNECTION_ABORTED, Loopback.SCHEDULER, Bytes.EMPTY));
      assertThatThrownBy(client::read).isInstanceOf(IOException.class);
    }
    Loopback.SOON.until("refusal told", () -> serverLog.refused.size() == 1);
    assertThat(serverLog.refused.getFirst()).contains(reason);
    assertThat(serverLog.connected).isEmpty();
  }

  @Test
  void aRejectedClientKeepsTryingAndGetsInOnceItsCertificateFits() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    var tls = new AtomicReference<TlsIdentity>(loopback.pki.agent(UUID.randomUUID()));
    var config =
        new ClientConfig(
            Loopback.AGENT,
            Roles.of(Role.AGENT),
            server.addresses(),
            ServerSearch.GIVEN,
            tls::get,
            Compatibility.STRICT,
            ClientLimits.DEFAULT.withReconnect(Loopback.QUICK));
    var client = loopback.client(config, clientLog);
    Loopback.SOON.until("rejected twice", () -> clientLog.failed.size() >= 2);
    assertThat(clientLog.failed.getFirst().kind()).isEqualTo(FailedAttempt.Kind.REJECTED);

    tls.set(loopback.agentTls);
    Loopback.SOON.until("accepted", client::connected);
  }

  @Test
  void aFirstFrameThatIsNoConnectMayComeAgain() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    try (var client = new RawClient(loopback.agentTls, server.addresses().getFirst())) {
      client.send(new CommandFrame(Command.START, Loopback.AGENT, Bytes.EMPTY));
      assertThat(client.read())
          .isEqualTo(new ErrorFrame(ErrorCode.CONNECTION_FAILURE, Loopback.SCHEDULER, Bytes.EMPTY));
    }
  }

  @Test
  void aSilentClientIsDropped() throws Exception {
    var limits = ServerLimits.DEFAULT.withConnectWait(Duration.ofMillis(200));
    var server = loopback.server(loopback.serverConfig().withLimits(limits), serverLog);
    try (var client = new RawClient(loopback.agentTls, server.addresses().getFirst())) {
      assertThat(client.read())
          .isInstanceOfSatisfying(
              ErrorFrame.class,
              error -> assertThat(error.error()).isEqualTo(ErrorCode.CONNECTION_FAILURE));
      assertThatThrownBy(client::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void noiseInsteadOfFramesIsRefused() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    try (var client = new RawClient(loopback.agentTls, server.addresses().getFirst())) {
      client.write("GET / HTTP/1.1\r\n".repeat(20).getBytes(StandardCharsets.US_ASCII));
      assertThat(client.read()).isInstanceOf(ErrorFrame.class);
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityDoesNotGetIn() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    var foreign = new TestPki();
    var tls =
        new TlsIdentity(
            foreign.agent(Loopback.AGENT).own(), List.of(loopback.pki.authority().certificate()));
    assertThatThrownBy(
            () -> {
              try (var client = new RawClient(tls, server.addresses().getFirst())) {
                client.send(CONNECT).read();
              }
            })
        .isInstanceOf(IOException.class);
    assertThat(serverLog.connected).isEmpty();
  }

  @Test
  void noCertificateDoesNotGetIn() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    var address = server.addresses().getFirst();
    try (var plain = new Socket(address.host(), address.port())) {
      plain.setSoTimeout(10_000);
      plain.getOutputStream().write(new byte[64]);
      var in = plain.getInputStream();
      while (in.read() >= 0) {
        // An alert, then the end.
      }
    }
    assertThat(serverLog.connected).isEmpty();
  }

  @Test
  void olderTlsIsSpokenOnlyWithTheSwitch() throws Exception {
    var strict = loopback.server(loopback.serverConfig(), serverLog);
    assertThatThrownBy(
            () -> new RawClient(loopback.agentTls, strict.addresses().getFirst(), "TLSv1.2"))
        .isInstanceOf(IOException.class);
    var lenient =
        loopback.server(
            loopback.serverConfig().withCompatibility(Compatibility.ORIGINAL), serverLog);
    try (var client = new RawClient(loopback.agentTls, lenient.addresses().getFirst(), "TLSv1.2")) {
      assertThat(client.send(CONNECT).read()).isInstanceOf(ConnectedFrame.class);
    }
  }

  @Test
  void aUuidWithoutCertificateNeverPushesOutOneWith() throws Exception {
    var server =
        loopback.server(
            loopback.serverConfig().withCompatibility(Compatibility.ORIGINAL), serverLog);
    var bare =
        loopback.pki.identity(
            loopback.pki.spec("old").withRoles(Role.AGENT).withHosts(List.of("127.0.0.1")));
    try (var certified = new RawClient(loopback.agentTls, server.addresses().getFirst());
        var claiming = new RawClient(bare, server.addresses().getFirst())) {
      certified.send(CONNECT).read();
      assertThat(claiming.send(CONNECT).read())
          .isInstanceOfSatisfying(
              ErrorFrame.class,
              error -> assertThat(error.error()).isEqualTo(ErrorCode.CONNECTION_ABORTED));
      Loopback.SOON.until("connected", () -> !serverLog.connected.isEmpty());
    }
    assertThat(serverLog.connected).hasSize(1);
  }

  @Test
  void aServerWhoseCertificateNamesAnotherHostIsRefused() throws Exception {
    var wrongHost =
        loopback.pki.identity(
            loopback
                .pki
                .spec("ciao:scheduler")
                .withRoles(Role.SCHEDULER)
                .withHosts(List.of("10.9.9.9"))
                .withUuid(Loopback.SCHEDULER));
    var server =
        loopback.server(
            ServerConfig.of(wrongHost, List.of(new HostPort("127.0.0.1", 0))), serverLog);
    loopback.client(loopback.clientConfig(server.addresses().getFirst()), clientLog);
    Loopback.SOON.until("failed", () -> !clientLog.failed.isEmpty());
    assertThat(clientLog.failed.getFirst().reason()).contains("127.0.0.1");
    assertThat(clientLog.connected).isEmpty();
  }

  @Test
  void anAgentsCertificateCannotServe() throws Exception {
    var server =
        loopback.server(
            ServerConfig.of(loopback.agentTls, List.of(new HostPort("127.0.0.1", 0))), serverLog);
    loopback.client(loopback.clientConfig(server.addresses().getFirst()), clientLog);
    Loopback.SOON.until("failed", () -> !clientLog.failed.isEmpty());
    assertThat(clientLog.failed.getFirst().kind()).isEqualTo(FailedAttempt.Kind.REJECTED);
    assertThat(clientLog.failed.getFirst().reason()).contains("Scheduler or Server is needed");
  }

  @Test
  void anOversizePayloadEndsTheSession() throws Exception {
    var limits = ServerLimits.DEFAULT.withPayloadMaxBytes(1000);
    var server = loopback.server(loopback.serverConfig().withLimits(limits), serverLog);
    var client = loopback.client(loopback.clientConfig(server.addresses().getFirst()), clientLog);
    Loopback.SOON.until("connected", client::connected);
    Loopback.SOON.until("session", () -> server.sessions().size() == 1);
    var session = server.sessions().getFirst();
    assertThatThrownBy(() -> session.send(Command.START, Bytes.wrap(new byte[1001])))
        .hasMessageContaining("1001 bytes; at most 1000");
    client.send(Command.STATS, Bytes.wrap(new byte[1000]));
    Loopback.SOON.until("allowed payload", () -> serverLog.frames.size() == 1);
    client.send(Command.STATS, Bytes.wrap(new byte[1001]));
    Loopback.SOON.until("cut off", () -> !serverLog.disconnected.isEmpty());
    assertThat(serverLog.disconnected.getFirst().cause())
        .isEqualTo(Disconnect.Cause.PROTOCOL_ERROR);
    assertThat(serverLog.disconnected.getFirst().detail()).contains("at most 1000");
  }

  @Test
  void aPeerThatDoesNotReadIsCutOffWhenItsQueueIsFull() throws Exception {
    var limits = ServerLimits.DEFAULT.withQueueMaxBytes(1024 * 1024);
    var server = loopback.server(loopback.serverConfig().withLimits(limits), serverLog);
    try (var slow = new RawClient(loopback.agentTls, server.addresses().getFirst())) {
      slow.send(CONNECT).read();
      Loopback.SOON.until("connected", () -> server.sessions().size() == 1);
      var session = server.sessions().getFirst();
      var payload = Bytes.wrap(new byte[64 * 1024]);
      var sent = 0;
      var result = session.send(Command.START, payload);
      while (result == SendResult.QUEUED && sent < 10_000) {
        sent++;
        result = session.send(Command.START, payload);
      }
      assertThat(result).isEqualTo(SendResult.CUT_OFF);
      Loopback.SOON.until("told", () -> serverLog.disconnected.size() == 1);
      assertThat(serverLog.disconnected.getFirst().cause()).isEqualTo(Disconnect.Cause.TOO_SLOW);
      assertThat(session.send(Command.START, payload)).isEqualTo(SendResult.CLOSED);
      // The socket really is closed: the peer reads what was on its way, then the end.
      assertThatThrownBy(
              () -> {
                while (true) {
                  slow.read();
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aPeerThatDoesNotReadIsCutOffWhenAWriteTakesTooLong() throws Exception {
    var limits = ServerLimits.DEFAULT.withWriteWait(Duration.ofMillis(300));
    var server = loopback.server(loopback.serverConfig().withLimits(limits), serverLog);
    try (var slow = new RawClient(loopback.agentTls, server.addresses().getFirst())) {
      slow.send(CONNECT).read();
      Loopback.SOON.until("connected", () -> server.sessions().size() == 1);
      server.sessions().getFirst().send(Command.START, Bytes.wrap(new byte[16 * 1024 * 1024]));
      Loopback.SOON.until("told", () -> serverLog.disconnected.size() == 1);
      assertThat(serverLog.disconnected.getFirst().cause()).isEqualTo(Disconnect.Cause.TOO_SLOW);
    }
  }

  @Test
  void aSilentPeerIsCutOffWhereSilenceIsLimited() throws Exception {
    var limits = ServerLimits.DEFAULT.withIdleMax(Duration.ofMillis(300));
    var server = loopback.server(loopback.serverConfig().withLimits(limits), serverLog);
    try (var silent = new RawClient(loopback.agentTls, server.addresses().getFirst())) {
      silent.send(CONNECT).read();
      Loopback.SOON.until("told", () -> serverLog.disconnected.size() == 1);
      assertThat(serverLog.disconnected.getFirst().cause()).isEqualTo(Disconnect.Cause.IDLE);
    }
  }

  @Test
  void aSilentServerIsLeftWhereSilenceIsLimited() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    var limits =
        ClientLimits.DEFAULT.withReconnect(Loopback.QUICK).withIdleMax(Duration.ofMillis(200));
    loopback.client(
        loopback.clientConfig(server.addresses().getFirst()).withLimits(limits), clientLog);
    Loopback.SOON.until("connected again", () -> clientLog.connected.size() >= 2);
    assertThat(clientLog.disconnected.getFirst().cause()).isEqualTo(Disconnect.Cause.IDLE);
  }

  @Test
  void anUnknownFrameTypeIsAnsweredAndTheSessionGoesOn() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    try (var client = new RawClient(loopback.agentTls, server.addresses().getFirst())) {
      client.send(CONNECT).read();
      client.send(new UnknownFrame(9, 1, Loopback.AGENT, Bytes.EMPTY, null));
      assertThat(client.read())
          .isEqualTo(new ErrorFrame(ErrorCode.INVALID_FRAME_TYPE, Loopback.SCHEDULER, Bytes.EMPTY));
      client.send(new UnknownFrame(0, 77, Loopback.AGENT, Bytes.EMPTY, null));
      Loopback.SOON.until("unknown operand handed on", () -> serverLog.frames.size() == 1);
    }
  }

  @Test
  void aSecondConnectEndsTheSession() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    try (var client = new RawClient(loopback.agentTls, server.addresses().getFirst())) {
      client.send(CONNECT).read();
      client.send(CONNECT);
      Loopback.SOON.until("told", () -> serverLog.disconnected.size() == 1);
      assertThat(serverLog.disconnected.getFirst().cause())
          .isEqualTo(Disconnect.Cause.PROTOCOL_ERROR);
    }
  }
}
