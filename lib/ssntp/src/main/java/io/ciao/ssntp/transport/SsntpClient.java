package io.ciao.ssntp.transport;

import io.ciao.basis.text.ErrorText;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.ConnectFrame;
import io.ciao.ssntp.frame.ConnectedFrame;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.Operand;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.frame.UnknownFrame;
import io.ciao.ssntp.session.ClientVerdict.Connected;
import io.ciao.ssntp.session.ClientVerdict.Rejected;
import io.ciao.ssntp.session.ClientVerdict.TryLater;
import io.ciao.ssntp.session.Handshake;
import io.ciao.ssntp.transport.Disconnect.Cause;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An SSNTP client of one server: dials its addresses in order, reconnects for as long as it lives,
/// tells a {@link ClientListener}. Who has several servers has several clients.
///
/// Safe for many threads. Frames sent are in order per sending thread; nothing is kept for the next
/// connection.
public final class SsntpClient implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SsntpClient.class);

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

  /// How a round over the addresses, or a connection, ended.
  private enum Round {
    CONNECTED,
    FAILED,
    REJECTED
  }

  private final ClientConfig config;
  private final ClientListener listener;
  private final Surroundings surroundings;
  private final Handshake handshake;
  private final String name;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);

  /// The connection that is dialled or used; null: none.
  private final AtomicReference<@Nullable ClientConnection> current = new AtomicReference<>();

  /// The connection that frames may be sent on; null: none.
  private final AtomicReference<@Nullable ClientConnection> open = new AtomicReference<>();

  private final AtomicReference<Bytes> configuration = new AtomicReference<>(Bytes.EMPTY);

  private SsntpClient(ClientConfig config, ClientListener listener, Surroundings surroundings) {
    this.config = config;
    this.listener = listener;
    this.surroundings = surroundings;
    this.handshake = new Handshake(config.uuid(), config.roles(), config.compatibility());
    this.name =
        config.uuid()
            + " of "
            + config.addresses().stream().findFirst().map(HostPort::toString).orElse("any server");
    this.thread = Thread.ofVirtual().name("ssntp-client-" + name).unstarted(this::run);
  }

  /// Starts to dial and returns at once.
  public static SsntpClient start(
      ClientConfig config, ClientListener listener, Surroundings surroundings) {
    var client = new SsntpClient(config, listener, surroundings);
    client.thread.start();
    return client;
  }

  /// The cluster configuration as it was last received, by CONNECTED or CONFIGURE, as YAML; kept
  /// while there is no connection. Empty: none so far.
  public Bytes configuration() {
    return configuration.get();
  }

  /// Whether frames can be sent at this moment.
  public boolean connected() {
    return open.get() != null;
  }

  /// Sends a frame of this client's own; see {@link #send(TrafficFrame)}.
  public void send(Operand operand, Bytes payload) {
    send(TrafficFrame.of(operand, config.uuid(), payload));
  }

  /// Sends a frame, be it another's: the origin is kept. Waits while the queue is full. Returning
  /// means queued; whether it arrives only an answer tells.
  ///
  /// @throws NotConnectedException there is no connection, or it broke while waiting
  /// @throws IllegalArgumentException the payload is over the bound
  public void send(TrafficFrame frame) {
    var size = frame.payload().length();
    if (size > config.limits().payloadMaxBytes()) {
      throw new IllegalArgumentException(
          "SSNTP client %s: a payload of %d bytes; at most %d are allowed"
              .formatted(name, size, config.limits().payloadMaxBytes()));
    }
    var connection = open.get();
    if (connection == null) {
      throw new NotConnectedException(name, "not connected");
    }
    try {
      if (!connection.send(stamped(frame))) {
        throw new NotConnectedException(name, "the connection has just ended");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new NotConnectedException(name, "interrupted while the queue was full");
    }
  }

  private TrafficFrame stamped(TrafficFrame frame) {
    var trace = frame.trace();
    return trace == null
        ? frame
        : frame.withTrace(
            trace.sentBy(config.uuid(), config.roles(), surroundings.wall().instant()));
  }

  /// Ends the connection after what was sent before is written, and stops dialling. Waits for that
  /// and for the listener, at most about 4 s. Must not be called by the listener.
  @Override
  public void close() {
    closed.countDown();
    var why = new Disconnect(Cause.CLOSED_HERE, "the client was closed");
    try {
      var connection = current.get();
      if (connection != null) {
        connection.finish(why);
      }
      if (!thread.join(CLOSE_WAIT)) {
        // It is dialling, or its listener takes long: interruption ends the first.
        thread.interrupt();
        thread.join(CLOSE_WAIT);
      }
    } catch (InterruptedException _) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void run() {
    var delays = config.limits().reconnect();
    var backoff = delays.backoff(surroundings.random());
    var failures = 0;
    try {
      while (!isClosed()) {
        var began = surroundings.nanos().getAsLong();
        var outcome = dialAll();
        var lasted = Duration.ofNanos(surroundings.nanos().getAsLong() - began);
        // A connection that breaks at once counts as a failed round, else both sides would spin.
        var stood = outcome == Round.CONNECTED && lasted.compareTo(delays.max()) > 0;
        failures = stood ? 1 : failures + 1;
        // Only a change of certificates or configuration ends a rejection.
        var wait = backoff.after(outcome == Round.REJECTED ? Integer.MAX_VALUE : failures);
        if (closed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } catch (InterruptedException _) {
      // Only close() interrupts; the thread ends here.
      LOG.debug("ssntp client interrupted client={}", name);
    }
  }

  /// Tries each address once, and stays with the first that connects until that connection ends.
  private Round dialAll() throws InterruptedException {
    var rejected = false;
    for (var address : addresses()) {
      if (isClosed()) {
        return Round.FAILED;
      }
      switch (dial(address)) {
        case CONNECTED -> {
          return Round.CONNECTED;
        }
        case REJECTED -> rejected = true;
        case FAILED -> {}
      }
    }
    return rejected ? Round.REJECTED : Round.FAILED;
  }

  private List<HostPort> addresses() {
    if (config.search() == ServerSearch.GIVEN) {
      return config.addresses();
    }
    try {
      return config.search().addresses(config.addresses(), config.tls().get().trusted());
    } catch (RuntimeException e) {
      LOG.warn("ssntp authority cannot be read client={} problem={}", name, ErrorText.of(e));
      return config.search().addresses(config.addresses(), List.of());
    }
  }

  private Round dial(HostPort address) throws InterruptedException {
    try {
      var connection = ClientConnection.dial(address, config, surroundings.nanos(), name);
      current.set(connection);
      try {
        return isClosed() ? Round.FAILED : introduce(connection, address);
      } finally {
        current.set(null);
        connection.abort(new Disconnect(Cause.CLOSED_HERE, "done"));
      }
    } catch (IOException | RuntimeException e) {
      return failed(address, FailedAttempt.Kind.TRANSIENT, ErrorText.of(e));
    }
  }

  private Round introduce(ClientConnection connection, HostPort address)
      throws IOException, InterruptedException {
    var certificate = connection.certificate();
    var answer = connection.introduce(handshake.connect());
    return switch (handshake.judgeServer(answer, certificate)) {
      case TryLater(var reason) -> failed(address, FailedAttempt.Kind.TRANSIENT, reason);
      case Rejected(var reason) -> {
        connection.send(TrafficFrame.of(ErrorCode.CONNECTION_FAILURE, config.uuid(), Bytes.EMPTY));
        connection.finish(new Disconnect(Cause.CLOSED_HERE, reason));
        yield failed(address, FailedAttempt.Kind.REJECTED, reason);
      }
      case Connected(var uuid, var roles, var received) -> {
        configuration.set(received);
        converse(connection, new ServerPeer(uuid, roles, received, certificate, address));
        yield Round.CONNECTED;
      }
    };
  }

  private Round failed(HostPort address, FailedAttempt.Kind kind, String reason) {
    LOG.debug("ssntp attempt failed client={} address={} reason={}", name, address, reason);
    if (!isClosed()) {
      guarded(() -> listener.attemptFailed(new FailedAttempt(address, kind, reason)));
    }
    return kind == FailedAttempt.Kind.REJECTED ? Round.REJECTED : Round.FAILED;
  }

  private void converse(ClientConnection connection, ServerPeer server) {
    LOG.info(
        "ssntp connected client={} server={} address={}", name, server.uuid(), server.address());
    open.set(connection);
    guarded(() -> listener.connected(server));
    var why = connection.endedWith(readAll(connection));
    open.set(null);
    connection.abort(why);
    LOG.info("ssntp disconnected client={} cause={} detail={}", name, why.cause(), why.detail());
    guarded(() -> listener.disconnected(why));
  }

  private Disconnect readAll(ClientConnection connection) {
    try {
      while (true) {
        switch (connection.next()) {
          case UnknownFrame frame when frame.typeUnknown() ->
              connection.send(
                  TrafficFrame.of(ErrorCode.INVALID_FRAME_TYPE, config.uuid(), Bytes.EMPTY));
          case TrafficFrame frame -> {
            if (frame instanceof CommandFrame command && command.command() == Command.CONFIGURE) {
              configuration.set(command.payload());
            }
            var received = received(frame);
            guarded(() -> listener.frame(received));
          }
          case ConnectFrame _, ConnectedFrame _ ->
              throw new ProtocolException("a connection frame inside the session");
        }
      }
    } catch (EOFException e) {
      return new Disconnect(Cause.CLOSED_BY_PEER, ErrorText.of(e));
    } catch (ProtocolException e) {
      return new Disconnect(Cause.PROTOCOL_ERROR, ErrorText.of(e));
    } catch (SocketTimeoutException _) {
      return new Disconnect(
          Cause.IDLE, "nothing came for over " + config.limits().idleMax().toSeconds() + " s");
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

  /// A listener that throws is wrong, but the connection is not.
  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("ssntp client listener failed", e);
    }
  }
}
