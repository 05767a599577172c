package io.ciao.ssntp.transport;

import io.ciao.basis.text.ErrorText;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.ConnectFrame;
import io.ciao.ssntp.frame.ConnectedFrame;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.frame.UnknownFrame;
import io.ciao.ssntp.session.Handshake;
import io.ciao.ssntp.session.ServerVerdict.Accepted;
import io.ciao.ssntp.session.ServerVerdict.Refused;
import io.ciao.ssntp.transport.Disconnect.Cause;
import io.ciao.ssntp.transport.FrameObserver.Direction;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of one connection on its own thread: handshake, place in the table, frames, end.
///
/// Failure modes: no CONNECT in time, a claim that the certificate does not back, a UUID that is
/// held: refused, no session. Anything later ends the session with its first reason.
final class ServerSessions {

  private static final Logger LOG = LoggerFactory.getLogger(ServerSessions.class);

  private final ServerConfig config;
  private final SessionListener listener;
  private final Surroundings surroundings;
  private final Handshake handshake;
  private final SessionTable table = new SessionTable();
  private final Forwarding forwarding;

  ServerSessions(ServerConfig config, SessionListener listener, Surroundings surroundings) {
    this.config = config;
    this.listener = listener;
    this.surroundings = surroundings;
    this.handshake = new Handshake(config.uuid(), config.roles(), config.compatibility());
    this.forwarding = new Forwarding(config.forwarding(), table, listener);
  }

  SessionTable table() {
    return table;
  }

  /// Serves a connection until it ends.
  void serve(ServerConnection connection) {
    try {
      var deadline = surroundings.nanos().getAsLong() + config.limits().connectWait().toNanos();
      var first = connection.first(deadline);
      var shown = connection.certificate();
      var refusal = config.tls().refusal().apply(shown);
      if (refusal.isPresent()) {
        refuse(connection, ErrorCode.CONNECTION_ABORTED, refusal.get());
        return;
      }
      var certificate = PeerIdentity.of(shown);
      switch (handshake.judgeClient(first, certificate)) {
        case Refused(var error, var reason) -> refuse(connection, error, reason);
        case Accepted accepted -> enter(session(connection, accepted, certificate), connection);
      }
    } catch (SocketTimeoutException _) {
      refuse(
          connection,
          ErrorCode.CONNECTION_FAILURE,
          "no CONNECT within " + config.limits().connectWait().toSeconds() + " s");
    } catch (EOFException _) {
      refused(connection, "closed before CONNECT");
      connection.abort(new Disconnect(Cause.CLOSED_BY_PEER, "closed before CONNECT"));
    } catch (IOException e) {
      refuse(connection, ErrorCode.CONNECTION_FAILURE, "no CONNECT: " + e.getMessage());
    } catch (InterruptedException _) {
      connection.abort(new Disconnect(Cause.CLOSED_HERE, "interrupted"));
      Thread.currentThread().interrupt();
    }
  }

  private SsntpSession session(
      ServerConnection connection, Accepted accepted, PeerIdentity certificate) {
    return new SsntpSession(
        connection, handshake, accepted, certificate, config.observer(), surroundings);
  }

  private void refuse(ServerConnection connection, ErrorCode error, String reason) {
    connection.refuse(error, config.uuid());
    refused(connection, reason);
  }

  private void refused(ServerConnection connection, String reason) {
    LOG.info("ssntp client refused remote={} reason={}", connection.remote(), reason);
    guarded(() -> listener.refused(connection.remote(), reason));
  }

  private void enter(SsntpSession session, ServerConnection connection)
      throws InterruptedException {
    switch (table.enter(session)) {
      case SessionTable.Entry.Held(var holder) ->
          refuse(
              connection,
              ErrorCode.CONNECTION_ABORTED,
              "claims UUID %s without certificate; the session from %s has one"
                  .formatted(session.uuid(), holder.remote()));
      case SessionTable.Entry.Made(var replaced) -> {
        try {
          // Whoever is in the table from now on is found by the next look at all; this is for a
          // look that came between.
          cutIfRefused(session);
          if (replaced == null || ended(replaced, session)) {
            converse(session, connection);
          } else {
            refuse(
                connection,
                ErrorCode.CONNECTION_FAILURE,
                "the session before it is still being taken down");
          }
        } finally {
          table.leave(session);
          session.closed();
        }
      }
    }
  }

  /// Ends a session at once whose certificate is refused.
  void cutIfRefused(SsntpSession session) {
    try {
      var refusal = config.tls().refusal().apply(session.connection().certificate());
      refusal.ifPresent(why -> session.connection().abort(new Disconnect(Cause.CLOSED_HERE, why)));
    } catch (IOException e) {
      LOG.debug("ssntp session is gone peer={} problem={}", session.uuid(), e.getMessage());
    }
  }

  /// Ends the session that a newer one replaces, and waits until its listener knows.
  private boolean ended(SsntpSession replaced, SsntpSession by) throws InterruptedException {
    replaced
        .connection()
        .abort(new Disconnect(Cause.REPLACED, "connected again from " + by.remote()));
    return replaced.ended().await(config.limits().connectWait().toNanos(), TimeUnit.NANOSECONDS);
  }

  private void converse(SsntpSession session, ServerConnection connection) {
    var configuration = config.configuration().get();
    connection.welcome(handshake.connected(session.uuid(), configuration));
    session.opened(configuration);
    LOG.info(
        "ssntp peer connected peer={} roles={} remote={}",
        session.uuid(),
        session.roles(),
        session.remote());
    guarded(() -> listener.connected(session));
    var why = connection.endedWith(readAll(session, connection));
    connection.over(why);
    table.leave(session);
    LOG.info(
        "ssntp peer disconnected peer={} cause={} detail={}",
        session.uuid(),
        why.cause(),
        why.detail());
    guarded(() -> listener.disconnected(session, why));
  }

  private Disconnect readAll(SsntpSession session, ServerConnection connection) {
    try {
      while (true) {
        switch (connection.next()) {
          case UnknownFrame frame when frame.typeUnknown() ->
              session.send(ErrorCode.INVALID_FRAME_TYPE, Bytes.EMPTY);
          case TrafficFrame frame -> {
            var received = received(frame);
            guarded(() -> config.observer().crossed(Direction.IN, session, received));
            guarded(() -> forwarding.forward(session, received));
            guarded(() -> listener.frame(session, received));
          }
          case ConnectFrame _, ConnectedFrame _ ->
              throw new ProtocolException("a connection frame inside the session");
        }
      }
    } catch (EOFException e) {
      return new Disconnect(Cause.CLOSED_BY_PEER, ErrorText.of(e));
    } catch (ProtocolException e) {
      return new Disconnect(Cause.PROTOCOL_ERROR, ErrorText.of(e));
    } catch (IOException e) {
      return new Disconnect(Cause.NETWORK_ERROR, ErrorText.of(e));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Disconnect(Cause.CLOSED_HERE, "interrupted");
    }
  }

  private TrafficFrame received(TrafficFrame frame) {
    var trace = frame.trace();
    return trace == null
        ? frame
        : frame.withTrace(
            trace.receivedBy(config.uuid(), config.roles(), surroundings.wall().instant()));
  }

  /// A listener, forwarder or observer that throws is wrong, but the session is not.
  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("ssntp session listener or rule failed", e);
    }
  }
}
