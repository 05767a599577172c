package io.ciao.ssntp.session;

import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.ConnectFrame;
import io.ciao.ssntp.frame.ConnectedFrame;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.ErrorFrame;
import io.ciao.ssntp.frame.Frame;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.session.ClientVerdict.Connected;
import io.ciao.ssntp.session.ClientVerdict.Rejected;
import io.ciao.ssntp.session.ClientVerdict.TryLater;
import io.ciao.ssntp.session.ServerVerdict.Accepted;
import io.ciao.ssntp.session.ServerVerdict.Refused;
import java.util.Optional;
import java.util.UUID;

/// The handshake of one endpoint, as decisions over frames and verified certificates: a claimed
/// role must be a non-empty subset of the certificate's, a claimed UUID must be the certificate's.
///
/// @param uuid the own UUID
/// @param roles the own roles, a subset of the own certificate's
/// @param compatibility whether a certificate without UUID will do
public record Handshake(UUID uuid, Roles roles, Compatibility compatibility) {

  private static final UUID NIL = new UUID(0, 0);

  /// Only these may be servers: an agent's certificate names its host too, so without this rule a
  /// stolen one could stand in for the scheduler there.
  private static final Roles SERVER_ROLES = Roles.of(Role.SCHEDULER, Role.SERVER);

  /// The client's first frame.
  public ConnectFrame connect() {
    return new ConnectFrame(roles, uuid, NIL);
  }

  /// The server's answer to a client that was accepted.
  public ConnectedFrame connected(UUID client, Bytes configuration) {
    return new ConnectedFrame(roles, uuid, client, configuration);
  }

  /// Judges a client's first frame against the certificate of its TLS session.
  public ServerVerdict judgeClient(Frame first, PeerIdentity certificate) {
    return switch (first) {
      case ConnectFrame connect -> judgeClaim(connect, certificate);
      case ConnectedFrame _ ->
          new Refused(ErrorCode.CONNECTION_FAILURE, "first frame is CONNECTED, CONNECT is needed");
      case TrafficFrame traffic ->
          new Refused(
              ErrorCode.CONNECTION_FAILURE,
              "first frame is of type %d, operand %d; CONNECT is needed"
                  .formatted(traffic.typeCode(), traffic.operandCode()));
    };
  }

  private ServerVerdict judgeClaim(ConnectFrame claim, PeerIdentity certificate) {
    return claimProblem(claim.roles(), claim.source(), certificate)
        .<ServerVerdict>map(problem -> new Refused(ErrorCode.CONNECTION_ABORTED, problem))
        .orElseGet(
            () -> new Accepted(claim.source(), claim.roles(), certificate.uuid().isPresent()));
  }

  /// Judges a server's first frame against the certificate of its TLS session.
  public ClientVerdict judgeServer(Frame first, PeerIdentity certificate) {
    return switch (first) {
      case ConnectedFrame connected -> judgeWelcome(connected, certificate);
      case ErrorFrame(var error, _, var payload, _) when error == ErrorCode.CONNECTION_FAILURE ->
          new TryLater("server refuses for now" + detail(payload));
      case ErrorFrame(var error, _, var payload, _) ->
          new Rejected("server refuses with " + error + detail(payload));
      case ConnectFrame _ -> new TryLater("server answered CONNECT, CONNECTED is needed");
      case TrafficFrame traffic ->
          new TryLater(
              "server answered with type %d, operand %d; CONNECTED is needed"
                  .formatted(traffic.typeCode(), traffic.operandCode()));
    };
  }

  private ClientVerdict judgeWelcome(ConnectedFrame welcome, PeerIdentity certificate) {
    var problem = claimProblem(welcome.roles(), welcome.source(), certificate);
    if (problem.isPresent()) {
      return new Rejected("server " + problem.get());
    }
    if (!welcome.roles().intersects(SERVER_ROLES)) {
      return new Rejected(
          "server has role '%s'; Scheduler or Server is needed".formatted(welcome.roles()));
    }
    if (!welcome.destination().equals(uuid)) {
      return new TryLater("server greets %s; this is %s".formatted(welcome.destination(), uuid));
    }
    return new Connected(welcome.source(), welcome.roles(), welcome.configuration());
  }

  /// What is wrong with a claim; empty: nothing.
  private Optional<String> claimProblem(Roles claimed, UUID source, PeerIdentity certificate) {
    if (claimed.isEmpty()) {
      return Optional.of("claims no role; at least one of its certificate's is needed");
    }
    if (!certificate.roles().containsAll(claimed)) {
      return Optional.of(
          "claims roles 0x%x ('%s'); its certificate grants 0x%x ('%s')"
              .formatted(claimed.mask(), claimed, certificate.roles().mask(), certificate.roles()));
    }
    if (source.equals(NIL)) {
      return Optional.of("claims the nil UUID");
    }
    if (certificate.uuid().isEmpty()) {
      return compatibility == Compatibility.ORIGINAL
          ? Optional.empty()
          : Optional.of("has no single UUID in its certificate, which claims need");
    }
    return certificate.uuid().get().equals(source)
        ? Optional.empty()
        : Optional.of(
            "claims UUID %s; its certificate says %s".formatted(source, certificate.uuid().get()));
  }

  private static String detail(Bytes payload) {
    return payload.isEmpty() ? "" : ": " + payload.utf8();
  }
}
