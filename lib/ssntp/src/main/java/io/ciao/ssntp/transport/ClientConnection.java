package io.ciao.ssntp.transport;

import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.frame.ConnectFrame;
import io.ciao.ssntp.frame.Frame;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.transport.Disconnect.Cause;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// One TLS connection to a server: frames in by waiting, frames out through an outbox and a writing
/// thread, and an end whose first reason counts. Safe for many threads; one of them reads.
final class ClientConnection {

  /// A server whose machine is gone answers no probe: noticed after about 5 + 3·5 s without
  /// traffic.
  private static final int KEEPALIVE_SECONDS = 5;

  private static final int KEEPALIVE_PROBES = 3;

  /// How long what was queued may take to go out when the connection is closed.
  private static final Duration FLUSH_WAIT = Duration.ofSeconds(2);

  private final Socket plain;
  private final SSLSocket tls;
  private final ClientLimits limits;
  private final Outbox outbox;
  private final FrameStream frames;
  private final Thread writer;
  private final AtomicReference<@Nullable Disconnect> end = new AtomicReference<>();

  private ClientConnection(
      Socket plain, SSLSocket tls, ClientLimits limits, LongSupplier nanos, String name)
      throws IOException {
    this.plain = plain;
    this.tls = tls;
    this.limits = limits;
    this.outbox = new Outbox(limits.queueMaxBytes(), nanos);
    var in = tls.getInputStream();
    this.frames = new FrameStream(in::read, limits.payloadMaxBytes());
    this.writer = Thread.ofVirtual().name("ssntp-write-" + name).unstarted(this::writeAll);
  }

  /// Dials: TCP, then TLS in which the server's certificate must name the host.
  static ClientConnection dial(
      HostPort address, ClientConfig config, LongSupplier nanos, String name) throws IOException {
    var limits = config.limits();
    var dialMillis = Math.toIntExact(limits.dialWait().toMillis());
    var plain = new Socket();
    try {
      plain.setOption(StandardSocketOptions.TCP_NODELAY, true);
      plain.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      plain.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_SECONDS);
      plain.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_SECONDS);
      plain.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
      plain.connect(new InetSocketAddress(address.host(), address.port()), dialMillis);
      plain.setSoTimeout(dialMillis);
      var factory = config.tls().get().sslContext().getSocketFactory();
      var tls = (SSLSocket) factory.createSocket(plain, address.host(), address.port(), true);
      tls.setSSLParameters(config.compatibility().tls().clientParameters());
      tls.startHandshake();
      var connection = new ClientConnection(plain, tls, limits, nanos, name);
      connection.writer.start();
      return connection;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  /// What the server's certificate says. TLS has verified it.
  PeerIdentity certificate() throws IOException {
    if (!(tls.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate)) {
      throw new IOException("the server showed no X.509 certificate");
    }
    return PeerIdentity.of(certificate);
  }

  /// Sends CONNECT and waits for the answer.
  Frame introduce(ConnectFrame connect) throws IOException, InterruptedException {
    outbox.offer(connect, 0);
    tls.setSoTimeout(Math.toIntExact(limits.connectWait().toMillis()));
    var answer = frames.next();
    tls.setSoTimeout(Math.toIntExact(limits.idleMax().toMillis()));
    return answer;
  }

  /// Waits for the next frame.
  Frame next() throws IOException, InterruptedException {
    return frames.next();
  }

  /// Queues a frame; waits while the queue is full.
  ///
  /// @return false: the connection is over
  boolean send(TrafficFrame frame) throws InterruptedException {
    return switch (outbox.offer(frame, frame.payload().length(), limits.writeWait())) {
      case TAKEN -> true;
      case CLOSED -> false;
      case FULL -> {
        abort(
            new Disconnect(
                Cause.TOO_SLOW,
                "the server took nothing for " + limits.writeWait().toSeconds() + " s"));
        yield false;
      }
    };
  }

  private void writeAll() {
    try {
      var out = tls.getOutputStream();
      for (var taken = outbox.take(); taken != null; taken = outbox.take()) {
        taken.writeTo(out);
        outbox.written();
      }
      // The server closes then. To close while it still sends would reset the connection, and with
      // that lose what it has not read.
      tls.shutdownOutput();
    } catch (IOException e) {
      abort(new Disconnect(Cause.NETWORK_ERROR, "write: " + e.getMessage()));
    } catch (InterruptedException _) {
      abort(new Disconnect(Cause.CLOSED_HERE, "interrupted"));
    }
  }

  /// Ends the connection once what was queued is written, at the latest after 2 s.
  void finish(Disconnect why) throws InterruptedException {
    end.compareAndSet(null, why);
    outbox.close();
    if (!writer.join(FLUSH_WAIT)) {
      abort(why);
    }
  }

  /// Ends the connection at once. Closes the socket below TLS: closing TLS itself would wait for a
  /// write that is stuck.
  void abort(Disconnect why) {
    end.compareAndSet(null, why);
    outbox.close();
    try {
      plain.close();
    } catch (IOException _) {
      // It is gone either way.
    }
  }

  /// The first reason given; that one if there is none so far.
  Disconnect endedWith(Disconnect why) {
    end.compareAndSet(null, why);
    var first = end.get();
    return first == null ? why : first;
  }
}
