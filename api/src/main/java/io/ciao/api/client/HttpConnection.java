package io.ciao.api.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// One connection of HTTP/1.1 on a blocking socket; the protocol is Apache HttpCore's. It carries
/// one request at a time; closing it, or an interrupt, ends whatever waits.
///
/// The JDK's own client would do, but its selector thread and executors cost a program that lives
/// for one request more than the request.
final class HttpConnection implements AutoCloseable {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int OK = 200;
  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxLineLength(1 << 16).setMaxHeaderCount(256).build();

  /// One key share instead of two: the JDK would make a P-256 key, too, for servers of another age.
  private static final String[] FIRST_GROUPS = {"x25519"};

  private final URI server;
  private final SocketChannel channel;
  private final DefaultBHttpClientConnection wire;
  private final BiConsumer<HttpConnection, Boolean> answered;
  private volatile long freeSinceNanos;

  private HttpConnection(
      URI server,
      SocketChannel channel,
      @Nullable SSLSocket secured,
      BiConsumer<HttpConnection, Boolean> answered)
      throws IOException {
    this.server = server;
    this.channel = channel;
    this.answered = answered;
    this.wire = new DefaultBHttpClientConnection(LIMITS);
    if (secured == null) {
      wire.bind(channel.socket());
    } else {
      wire.bind(secured, channel.socket());
    }
  }

  /// How long the server may take to be reached, and then for the handshake.
  record Limits(Duration reached, Duration handshake) {}

  /// Connects.
  ///
  /// @param answered told when an answer was read to its end, and whether another request may
  ///   follow
  /// @throws ConnectException if nobody listens there
  /// @throws SocketTimeoutException if nobody answers in time
  static HttpConnection open(
      URI server, SSLContext tls, Limits limits, BiConsumer<HttpConnection, Boolean> answered)
      throws IOException {
    var secure = "https".equals(server.getScheme());
    if (!secure) {
      var channel = connect(server, HTTP_PORT, limits.reached());
      return new HttpConnection(server, channel, null, answered);
    }
    try {
      return secured(server, tls, limits, answered, FIRST_GROUPS);
    } catch (SSLHandshakeException e) {
      return secured(server, tls, limits, answered, null);
    }
  }

  private static HttpConnection secured(
      URI server,
      SSLContext tls,
      Limits limits,
      BiConsumer<HttpConnection, Boolean> answered,
      String @Nullable [] groups)
      throws IOException {
    var channel = connect(server, HTTPS_PORT, limits.reached());
    try {
      var plain = channel.socket();
      var socket =
          (SSLSocket)
              tls.getSocketFactory().createSocket(plain, host(server), plain.getPort(), true);
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      if (groups != null) {
        parameters.setNamedGroups(groups);
      }
      socket.setSSLParameters(parameters);
      Deadline.within(
          limits.handshake(),
          channel,
          () -> {
            socket.startHandshake();
            return socket;
          });
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
  ///
  /// @throws SocketTimeoutException if the head is not there in time
  HttpAnswer exchange(HttpMessage message) throws IOException {
    var request = message.request(server);
    try {
      wire.setSocketTimeout(Timeout.DISABLED);
      var response = Deadline.within(message.limits().head(), channel, () -> response(request));
      wire.setSocketTimeout(Timeout.ofMilliseconds(message.limits().silence().toMillis()));
      return new HttpAnswer(response.getCode(), headers(response), body(request, response));
    } catch (HttpException e) {
      throw noHttp(e);
    }
  }

  private ClassicHttpResponse response(ClassicHttpRequest request) throws IOException {
    try {
      wire.sendRequestHeader(request);
      wire.sendRequestEntity(request);
      wire.flush();
      ClassicHttpResponse response;
      do {
        response = wire.receiveResponseHeader();
      } while (response.getCode() < OK);
      return response;
    } catch (HttpException e) {
      throw noHttp(e);
    }
  }

  private static IOException noHttp(HttpException problem) {
    return new IOException("the answer is no HTTP: " + problem.getMessage(), problem);
  }

  private AnswerBody body(ClassicHttpRequest request, ClassicHttpResponse response)
      throws HttpException, IOException {
    var reusable =
        DefaultConnectionReuseStrategy.INSTANCE.keepAlive(
            request, response, HttpCoreContext.create());
    if (!MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
      return AnswerBody.none(this, reusable);
    }
    wire.receiveResponseEntity(response);
    var entity = response.getEntity();
    return entity == null || entity.getContentLength() == 0
        ? AnswerBody.none(this, reusable)
        : new AnswerBody(this, entity.getContent(), reusable);
  }

  private static Map<String, List<String>> headers(ClassicHttpResponse response) {
    var headers = new HashMap<String, List<String>>();
    for (var header : response.getHeaders()) {
      headers
          .computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(header.getValue());
    }
    return headers;
  }

  /// An answer is over.
  ///
  /// @param reusable whether it was read to its end and another request may follow
  void answered(boolean reusable) {
    freeSinceNanos = System.nanoTime();
    answered.accept(this, reusable);
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
