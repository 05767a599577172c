package io.ciao.cnci.replica;

import io.ciao.basis.text.ErrorText;
import io.ciao.ssntp.cert.LiveTls;
import io.ciao.ssntp.cert.TlsPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What cnci-agents tell each other, four times a second, over one stream for each pair that has a
/// concentrator in common: whoever stands by calls the one that serves. Both ends show their node's
/// certificate, which must have the role CNCIAgent.
///
/// A virtual thread listens, one calls, and each stream has one that reads and one that writes.
public final class Heartbeats implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

  /// Where every cnci-agent listens on its node's tunnel address, TCP.
  public static final int PORT = 8474;

  static final Duration INTERVAL = Duration.ofMillis(250);
  private static final Duration LISTEN_AGAIN = Duration.ofSeconds(1);
  private static final int CONNECT_TIMEOUT_MILLIS = 500;

  private final InetSocketAddress own;
  private final LiveTls tls;
  private final Replicas replicas;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Set<HeartbeatStream> streams = ConcurrentHashMap.newKeySet();
  private final Set<String> calling = ConcurrentHashMap.newKeySet();
  private volatile @Nullable SSLServerSocket listening;

  /// @param own where to listen; others listen on the same port
  public Heartbeats(InetSocketAddress own, LiveTls tls, Replicas replicas) {
    this.own = own;
    this.tls = tls;
    this.replicas = replicas;
  }

  /// Listens and calls until it is closed.
  public Heartbeats start() {
    Thread.ofVirtual().name("heartbeat-listen").start(this::listen);
    Thread.ofVirtual().name("heartbeat-call").start(this::call);
    return this;
  }

  /// Whether it is over before that time is.
  private boolean closedWithin(Duration time) {
    try {
      return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /// The address may come later than the agent.
  private void listen() {
    var told = false;
    while (!isClosed()) {
      try (var server =
          (SSLServerSocket) tls.serverContext().getServerSocketFactory().createServerSocket()) {
        listening = server;
        server.setReuseAddress(true);
        server.bind(own);
        server.setSSLParameters(TlsPolicy.TLS_1_3.serverParameters());
        told = false;
        accept(server);
      } catch (IOException e) {
        if (!told && !isClosed()) {
          LOG.warn("heartbeats cannot be listened for address={} problem={}", own, ErrorText.of(e));
          told = true;
        }
      }
      if (closedWithin(LISTEN_AGAIN)) {
        return;
      }
    }
  }

  private void accept(SSLServerSocket server) throws IOException {
    while (!isClosed()) {
      var socket = (SSLSocket) server.accept();
      Thread.ofVirtual().name("heartbeat-accepted").start(() -> talk(socket, null));
    }
  }

  private void call() {
    do {
      for (var leader : replicas.leaders().entrySet()) {
        var node = leader.getKey();
        if (streams.stream().noneMatch(stream -> stream.peer().equals(node)) && calling.add(node)) {
          Thread.ofVirtual()
              .name("heartbeat-call-" + node)
              .start(() -> call(node, leader.getValue()));
        }
      }
    } while (!closedWithin(INTERVAL));
  }

  private void call(String node, String address) {
    try {
      var socket = (SSLSocket) tls.sslContext().getSocketFactory().createSocket();
      socket.setSSLParameters(versions());
      socket.connect(new InetSocketAddress(address, own.getPort()), CONNECT_TIMEOUT_MILLIS);
      talk(socket, node);
    } catch (IOException e) {
      LOG.debug("node is not reached node={} problem={}", node, ErrorText.of(e));
    } finally {
      calling.remove(node);
    }
  }

  /// Who is at the other end is told by the node's name in its certificate, not by an address.
  private static SSLParameters versions() {
    var parameters = new SSLParameters();
    parameters.setProtocols(TlsPolicy.TLS_1_3.protocols().toArray(String[]::new));
    return parameters;
  }

  /// Until either side ends it.
  ///
  /// @param expected whose node was called, null if the other side called
  private void talk(SSLSocket socket, @Nullable String expected) {
    try (var stream = HeartbeatStream.over(socket, Optional.ofNullable(expected), replicas)) {
      streams.add(stream);
      if (!isClosed()) {
        LOG.info("heartbeats begin node={}", stream.peer());
        hold(stream);
      }
    } catch (IOException e) {
      LOG.debug("no heartbeats with {} problem={}", socket, ErrorText.of(e));
    }
  }

  private void hold(HeartbeatStream stream) {
    var end = "closed";
    try {
      stream.run();
    } catch (IOException e) {
      end = ErrorText.of(e);
    } finally {
      streams.remove(stream);
      LOG.info("heartbeats end node={} why={}", stream.peer(), end);
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    var server = listening;
    if (server != null) {
      server.close();
    }
    for (var stream : streams) {
      stream.close();
    }
  }
}
