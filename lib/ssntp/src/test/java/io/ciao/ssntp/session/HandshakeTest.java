package io.ciao.ssntp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.ConnectFrame;
import io.ciao.ssntp.frame.ConnectedFrame;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.ErrorFrame;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.frame.StatusFrame;
import io.ciao.ssntp.session.ClientVerdict.Connected;
import io.ciao.ssntp.session.ClientVerdict.Rejected;
import io.ciao.ssntp.session.ClientVerdict.TryLater;
import io.ciao.ssntp.session.ServerVerdict.Accepted;
import io.ciao.ssntp.session.ServerVerdict.Refused;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HandshakeTest {

  private static final UUID SERVER = new UUID(1, 1);
  private static final UUID CLIENT = new UUID(2, 2);
  private static final UUID OTHER = new UUID(3, 3);
  private static final UUID NIL = new UUID(0, 0);
  private static final Roles SCHEDULER = Roles.of(Role.SCHEDULER, Role.SERVER);
  private static final Roles AGENT = Roles.of(Role.AGENT);
  private static final Roles BOTH = Roles.of(Role.AGENT, Role.NET_AGENT);

  private final Handshake server = new Handshake(SERVER, SCHEDULER, Compatibility.STRICT);
  private final Handshake lenient = new Handshake(SERVER, SCHEDULER, Compatibility.ORIGINAL);
  private final Handshake client = new Handshake(CLIENT, AGENT, Compatibility.STRICT);

  private static PeerIdentity certificate(Roles roles, Optional<UUID> uuid) {
    return new PeerIdentity("name", List.of(), roles, uuid);
  }

  private static ConnectFrame claim(Roles roles, UUID uuid) {
    return new ConnectFrame(roles, uuid, NIL);
  }

  @Test
  void acceptsAnyNonEmptySubsetOfTheCertificatesRoles() {
    var certificate = certificate(BOTH, Optional.of(CLIENT));
    for (var roles : List.of(AGENT, BOTH)) {
      assertThat(server.judgeClient(claim(roles, CLIENT), certificate))
          .isEqualTo(new Accepted(CLIENT, roles, true));
    }
  }

  @Test
  void refusesRolesBeyondTheCertificate() {
    var certificate = certificate(AGENT, Optional.of(CLIENT));
    for (var roles : List.of(BOTH, SCHEDULER, new Roles(0x44), Roles.of(Role.CONTROLLER))) {
      assertAborted(server.judgeClient(claim(roles, CLIENT), certificate), "grants 0x4");
    }
  }

  @Test
  void refusesRoleZeroEvenOfACertificateWithoutRoles() {
    assertAborted(
        server.judgeClient(claim(Roles.NONE, CLIENT), certificate(Roles.NONE, Optional.of(CLIENT))),
        "claims no role");
    assertAborted(
        lenient.judgeClient(claim(Roles.NONE, CLIENT), certificate(AGENT, Optional.empty())),
        "claims no role");
  }

  @Test
  void refusesAnotherUuidThanTheCertificates() {
    for (var handshake : List.of(server, lenient)) {
      assertAborted(
          handshake.judgeClient(claim(AGENT, OTHER), certificate(AGENT, Optional.of(CLIENT))),
          "its certificate says " + CLIENT);
      assertAborted(
          handshake.judgeClient(claim(AGENT, NIL), certificate(AGENT, Optional.empty())),
          "nil UUID");
    }
  }

  @Test
  void aCertificateWithoutUuidWillDoOnlyForOriginals() {
    var certificate = certificate(AGENT, Optional.empty());
    assertAborted(server.judgeClient(claim(AGENT, CLIENT), certificate), "no single UUID");
    assertThat(lenient.judgeClient(claim(AGENT, CLIENT), certificate))
        .isEqualTo(new Accepted(CLIENT, AGENT, false));
  }

  @Test
  void whatIsNoConnectMayTryAgain() {
    var certificate = certificate(AGENT, Optional.of(CLIENT));
    for (var frame :
        List.of(
            new CommandFrame(Command.START, CLIENT, Bytes.EMPTY),
            new ConnectedFrame(AGENT, CLIENT, NIL, Bytes.EMPTY))) {
      assertThat(server.judgeClient(frame, certificate))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.error()).isEqualTo(ErrorCode.CONNECTION_FAILURE));
    }
  }

  @Test
  void aClientAcceptsAServerThatItsCertificateBacks() {
    var configuration = Bytes.utf8("configure: {}");
    assertThat(
            client.judgeServer(
                server.connected(CLIENT, configuration),
                certificate(SCHEDULER, Optional.of(SERVER))))
        .isEqualTo(new Connected(SERVER, SCHEDULER, configuration));
  }

  @Test
  void aClientRejectsAServerThatItsCertificateDoesNotBack() {
    var welcome = server.connected(CLIENT, Bytes.EMPTY);
    assertThat(client.judgeServer(welcome, certificate(AGENT, Optional.of(SERVER))))
        .isInstanceOf(Rejected.class);
    assertThat(client.judgeServer(welcome, certificate(SCHEDULER, Optional.of(OTHER))))
        .isInstanceOf(Rejected.class);
    assertThat(client.judgeServer(welcome, certificate(SCHEDULER, Optional.empty())))
        .isInstanceOf(Rejected.class);
  }

  @Test
  void anAgentsCertificateCannotStandInForAScheduler() {
    var welcome = new ConnectedFrame(AGENT, SERVER, CLIENT, Bytes.EMPTY);
    assertThat(client.judgeServer(welcome, certificate(AGENT, Optional.of(SERVER))))
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.reason()).contains("is needed"));
  }

  @Test
  void aClientTriesAgainAfterATransientRefusalOnly() {
    var certificate = certificate(SCHEDULER, Optional.of(SERVER));
    for (var error : ErrorCode.values()) {
      var verdict = client.judgeServer(new ErrorFrame(error, SERVER, Bytes.EMPTY), certificate);
      assertThat(verdict)
          .isInstanceOf(error == ErrorCode.CONNECTION_FAILURE ? TryLater.class : Rejected.class);
    }
    assertThat(client.judgeServer(new StatusFrame(Status.READY, SERVER, Bytes.EMPTY), certificate))
        .isInstanceOf(TryLater.class);
    assertThat(client.judgeServer(claim(AGENT, SERVER), certificate)).isInstanceOf(TryLater.class);
    assertThat(client.judgeServer(server.connected(OTHER, Bytes.EMPTY), certificate))
        .isInstanceOf(TryLater.class);
  }

  private static void assertAborted(ServerVerdict verdict, String reason) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.error()).isEqualTo(ErrorCode.CONNECTION_ABORTED);
              assertThat(refused.reason()).contains(reason);
            });
  }
}
