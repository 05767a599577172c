package io.ciao.cnci.replica;

import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.frame.Role;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/// A stream between two agents: each says its words one a line and ends them with an empty line,
/// four times a second. One that is silent for two seconds is ended.
final class HeartbeatStream implements AutoCloseable {
  private static final Duration SILENCE_MAX = Duration.ofSeconds(2);

  /// More concentrators a node has not.
  private static final int WORDS_MAX = 20_000;

  private final SSLSocket socket;
  private final String peer;
  private final Replicas replicas;
  private final CountDownLatch over = new CountDownLatch(1);

  private HeartbeatStream(SSLSocket socket, String peer, Replicas replicas) {
    this.socket = socket;
    this.peer = peer;
    this.replicas = replicas;
  }

  /// Shakes hands. The socket is closed where that fails.
  ///
  /// @param expected the node that was called, empty if it called us
  static HeartbeatStream over(SSLSocket socket, Optional<String> expected, Replicas replicas)
      throws IOException {
    try {
      socket.setSoTimeout((int) SILENCE_MAX.toMillis());
      socket.setTcpNoDelay(true);
      socket.startHandshake();
      return new HeartbeatStream(socket, peer(socket, expected), replicas);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static String peer(SSLSocket socket, Optional<String> expected) throws IOException {
    if (!(socket.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate)) {
      throw new IOException("the other side has no X.509 certificate");
    }
    var identity = PeerIdentity.of(certificate);
    var node = identity.nodeName().orElse("");
    if (node.isEmpty() || !identity.roles().contains(Role.CNCI_AGENT)) {
      throw new IOException(identity.commonName() + " is no cnci-agent of a node");
    }
    if (expected.isPresent() && !expected.get().equals(node)) {
      throw new IOException("called " + expected.get() + " and found " + node);
    }
    return node;
  }

  /// The other's node.
  String peer() {
    return peer;
  }

  /// Speaks and listens until the stream ends.
  void run() throws IOException {
    var writer = Thread.ofVirtual().name("heartbeat-write-" + peer).start(this::speak);
    try {
      listen();
    } finally {
      close();
      writer.interrupt();
    }
  }

  private void listen() throws IOException {
    var in = new BufferedInputStream(socket.getInputStream());
    var words = new ArrayList<Word>();
    for (var line = line(in); line.isPresent(); line = line(in)) {
      if (line.get().isEmpty()) {
        replicas.hear(peer, words);
        words.clear();
        continue;
      }
      Word.parse(line.get()).ifPresent(words::add);
      if (words.size() > WORDS_MAX) {
        throw new IOException(peer + " does not stop speaking");
      }
    }
  }

  private static Optional<String> line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return Optional.empty();
      }
      if (line.length() == Word.LINE_MAX) {
        throw new IOException("a line is longer than " + Word.LINE_MAX + " characters");
      }
      line.append((char) next);
    }
    return Optional.of(line.toString());
  }

  private void speak() {
    try {
      var out = new BufferedOutputStream(socket.getOutputStream());
      do {
        for (var word : replicas.words(peer)) {
          out.write((word.line() + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.write('\n');
        out.flush();
      } while (!over.await(Heartbeats.INTERVAL.toNanos(), TimeUnit.NANOSECONDS));
    } catch (IOException e) {
      close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
    try {
      socket.close();
    } catch (IOException _) {
      // It is gone, which is what is wanted.
    }
  }
}
