package io.ciao.api.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One connection of HTTP/1.1 on a blocking socket. It carries one request at a time; closing it,
/// or an interrupt, ends whatever waits.
///
/// The JDK's own client would do, but it costs a program that lives for one request more than the
/// request.
final class HttpConnection implements AutoCloseable {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int LINE_MAX = 1 << 16;
  private static final int HEADERS_MAX = 256;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /// What the kernel takes without the other end reading it. More may block, and no timeout of a
  /// socket is for writing.
  private static final int UNGUARDED_BYTES = 1 << 15;

  /// One key share instead of two: the JDK would make a P-256 key, too, for servers of another age.
  private static final String[] FIRST_GROUPS = {"x25519"};

  private final URI server;
  private final SocketChannel channel;
  private final Socket socket;
  private final Received received;
  private final BiConsumer<HttpConnection, Boolean> answered;
  private volatile long freeSinceNanos;
  private volatile boolean keepAlive = true;

  private HttpConnection(
      URI server,
      SocketChannel channel,
      Socket socket,
      BiConsumer<HttpConnection, Boolean> answered)
      throws IOException {
    this.server = server;
    this.channel = channel;
    this.socket = socket;
    this.received = new Received(socket);
    this.answered = answered;
  }

  /// Connects.
  ///
  /// @param answered told when an answer was read to its end, and whether another request may
  ///   follow
  /// @throws ConnectException if nobody listens there
  /// @throws SocketTimeoutException if nobody answers in time
  static HttpConnection open(
      URI server, SSLContext tls, Duration timeout, BiConsumer<HttpConnection, Boolean> answered)
      throws IOException {
    var secure = "https".equals(server.getScheme());
    if (!secure) {
      var channel = connect(server, HTTP_PORT, timeout);
      return new HttpConnection(server, channel, channel.socket(), answered);
    }
    try {
      return secured(server, tls, timeout, answered, FIRST_GROUPS);
    } catch (SSLHandshakeException e) {
      return secured(server, tls, timeout, answered, null);
    }
  }

  private static HttpConnection secured(
      URI server,
      SSLContext tls,
      Duration timeout,
      BiConsumer<HttpConnection, Boolean> answered,
      String @Nullable [] groups)
      throws IOException {
    var channel = connect(server, HTTPS_PORT, timeout);
    try {
      var plain = channel.socket();
      plain.setSoTimeout((int) timeout.toMillis());
      var socket =
          (SSLSocket)
              tls.getSocketFactory().createSocket(plain, host(server), plain.getPort(), true);
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      if (groups != null) {
        parameters.setNamedGroups(groups);
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return new HttpConnection(server, channel, socket, answered);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static SocketChannel connect(URI server, int defaultPort, Duration timeout)
      throws IOException {
    var port = server.getPort() < 0 ? defaultPort : server.getPort();
    IOException last = new ConnectException();
    for (var address : InetAddress.getAllByName(host(server))) {
      var channel = SocketChannel.open();
      try {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.socket().connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
        return channel;
      } catch (IOException e) {
        channel.close();
        last = e;
      }
    }
    throw last;
  }

  private static String host(URI server) throws IOException {
    var host = server.getHost();
    if (host == null) {
      throw new IOException("the address names no host");
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  URI server() {
    return server;
  }

  /// When it was last answered, of [System#nanoTime].
  long freeSinceNanos() {
    return freeSinceNanos;
  }

  /// Whether it cannot carry another request: the server has closed it, or said something unasked.
  boolean isStale() {
    try {
      channel.configureBlocking(false);
      var silent = channel.read(ByteBuffer.allocate(1)) == 0;
      channel.configureBlocking(true);
      return !silent;
    } catch (IOException e) {
      return true;
    }
  }

  /// Sends a request and reads the head of its answer.
  HttpAnswer exchange(HttpMessage message) throws IOException {
    var deadline = System.nanoTime() + message.limits().head().toNanos();
    write(message.bytes(server), message.limits().head());
    received.within(deadline);
    String line;
    int status;
    Map<String, List<String>> headers;
    do {
      line = received.line(LINE_MAX);
      status = status(line);
      headers = headers();
    } while (status < OK);
    keepAlive = line.startsWith("HTTP/1.1") && !saysClose(headers);
    received.unlessSilentFor(message.limits().silence());
    return new HttpAnswer(
        status, headers, new AnswerBody(this, received, bodyLength(status, headers)));
  }

  private static boolean saysClose(Map<String, List<String>> headers) {
    for (var value : headers.getOrDefault("connection", List.of())) {
      if (value.equalsIgnoreCase("close")) {
        return true;
      }
    }
    return false;
  }

  private void write(byte[] bytes, Duration timeout) throws IOException {
    var guard = bytes.length > UNGUARDED_BYTES ? guard(timeout) : null;
    try {
      var out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    } finally {
      if (guard != null) {
        guard.interrupt();
      }
    }
  }

  private Thread guard(Duration timeout) {
    return Thread.startVirtualThread(
        () -> {
          var end = System.nanoTime() + timeout.toNanos();
          var left = timeout.toNanos();
          while (left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(left);
            left = end - System.nanoTime();
          }
          if (left <= 0) {
            close();
          }
        });
  }

  private static int status(String line) throws IOException {
    var words = line.split(" ", 3);
    if (words.length >= 2 && words[0].startsWith("HTTP/1.") && words[1].matches("[1-5][0-9]{2}")) {
      return Integer.parseInt(words[1]);
    }
    throw new IOException("the answer is no HTTP: \"" + line + "\"");
  }

  private Map<String, List<String>> headers() throws IOException {
    var headers = new HashMap<String, List<String>>();
    var count = 0;
    for (var line = received.line(LINE_MAX); !line.isEmpty(); line = received.line(LINE_MAX)) {
      var colon = line.indexOf(':');
      if (colon <= 0 || ++count > HEADERS_MAX) {
        throw new IOException("the answer's head has the bad line \"" + line + "\"");
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static long bodyLength(int status, Map<String, List<String>> headers) throws IOException {
    if (status == NO_CONTENT || status == NOT_MODIFIED) {
      return 0;
    }
    if (headers.containsKey("transfer-encoding")) {
      return AnswerBody.CHUNKED;
    }
    var lengths = headers.get("content-length");
    if (lengths == null) {
      return AnswerBody.UNTIL_CLOSED;
    }
    try {
      return Long.parseUnsignedLong(lengths.getFirst());
    } catch (NumberFormatException e) {
      throw new IOException("\"" + lengths.getFirst() + "\" is no length of an answer", e);
    }
  }

  /// An answer is over.
  ///
  /// @param whole whether it was read to its end
  void answered(boolean whole) {
    freeSinceNanos = System.nanoTime();
    answered.accept(this, whole && keepAlive && received.isDrained());
  }

  /// Gives the connection up: nothing more is said on it, and nobody is told.
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is given up in any case.
    }
  }
}
