package io.ciao.apiserver.http;

import io.ciao.apiserver.exchange.RequestHandler;
import io.ciao.ssntp.cert.TlsPolicy;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// The HTTPS listeners of one apiserver. Event loops do TLS and framing; every request is answered
/// on a virtual thread of its own.
public final class HttpsListener implements AutoCloseable {
  /// Larger request bodies are answered 413.
  public static final long BODY_BYTES_MAX = 3L << 20;

  private static final int EVENT_LOOPS = 2;
  private static final int LINE_BYTES_MAX = 16 << 10;
  private static final int HEADERS_BYTES_MAX = 32 << 10;
  private static final int STREAMS_PER_CONNECTION = 1_000;

  /// Long enough for a thousand nodes that come back at once after a restart.
  private static final long HANDSHAKE_SECONDS = 30;

  private static final long START_SECONDS = 20;
  private static final long STOP_SECONDS = 6;

  /// Requests under way have so long to be answered when it stops.
  private static final Duration GRACE = Duration.ofSeconds(4);

  private static final int WEBSOCKET_FRAME_BYTES = 64 << 10;

  private final Vertx vertx;
  private final ActiveStreams streams;
  private final RequestEntry entry;
  private final List<ListenAddress> bound;

  private HttpsListener(
      Vertx vertx, ActiveStreams streams, RequestEntry entry, List<ListenAddress> bound) {
    this.vertx = vertx;
    this.streams = streams;
    this.entry = entry;
    this.bound = List.copyOf(bound);
  }

  /// What it shows to clients, and whose clients it knows.
  ///
  /// @param keys asked with each connection
  public record Tls(X509KeyManager keys, X509TrustManager clients) {}

  /// Opens all addresses, or none.
  ///
  /// @throws IOException naming the address that cannot be listened on
  public static HttpsListener open(
      List<ListenAddress> addresses, Tls tls, RequestHandler handler, Connections connections)
      throws IOException, InterruptedException {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    ActiveStreams streams = new ActiveStreams();
    RequestEntry entry = new RequestEntry(handler, streams, connections);
    connections.sweepOn(vertx);
    List<ListenAddress> bound = new ArrayList<>();
    try {
      for (ListenAddress address : addresses) {
        bound.add(listen(vertx, address, options(tls), entry, connections));
      }
    } catch (IOException | InterruptedException | RuntimeException failed) {
      vertx.close();
      throw failed;
    }
    return new HttpsListener(vertx, streams, entry, bound);
  }

  /// The addresses with the ports that were really opened.
  public List<ListenAddress> bound() {
    return bound;
  }

  /// Takes no more requests, ends watches, lets what is under way be answered, and closes.
  @Override
  public void close() {
    entry.stop();
    streams.stop();
    try {
      await(vertx.close(), STOP_SECONDS);
    } catch (ExecutionException | TimeoutException late) {
      // The process ends next; connections that are still open end with it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ListenAddress listen(
      Vertx vertx,
      ListenAddress address,
      HttpServerOptions options,
      RequestEntry entry,
      Connections connections)
      throws IOException, InterruptedException {
    Set<Integer> ports = ConcurrentHashMap.newKeySet();
    // A negative port is a free one that all instances of this deployment share.
    int port = address.port() == 0 ? -1 : address.port();
    DeploymentOptions deployment = new DeploymentOptions().setInstances(EVENT_LOOPS);
    Future<String> deployed =
        vertx.deployVerticle(
            () ->
                new Instance(options, new Shared(address.host(), port, entry, connections, ports)),
            deployment);
    try {
      await(deployed, START_SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("listen on " + address + ": " + String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException("listen on " + address + ": not open after " + START_SECONDS + " s", e);
    }
    return new ListenAddress(address.host(), ports.iterator().next());
  }

  private static HttpServerOptions options(Tls tls) {
    HttpServerOptions options = new HttpServerOptions();
    options.setSsl(true).setUseAlpn(true).setClientAuth(ClientAuth.REQUEST);
    options.setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"));
    TlsPolicy.cipherSuites().forEach(options::addEnabledCipherSuite);
    options.setKeyCertOptions(KeyCertOptions.wrap(tls.keys()));
    options.setTrustOptions(TrustOptions.wrap(tls.clients()));
    options.setSslHandshakeTimeout(HANDSHAKE_SECONDS);
    options.setMaxInitialLineLength(LINE_BYTES_MAX).setMaxHeaderSize(HEADERS_BYTES_MAX);
    options.getInitialSettings().setMaxConcurrentStreams(STREAMS_PER_CONNECTION);
    options.getInitialSettings().setMaxHeaderListSize(HEADERS_BYTES_MAX);
    options.setWebSocketSubProtocols(WebSocketWatch.SUBPROTOCOLS);
    options.setMaxWebSocketFrameSize(WEBSOCKET_FRAME_BYTES);
    options.setMaxWebSocketMessageSize(WEBSOCKET_FRAME_BYTES);
    options.setPerMessageWebSocketCompressionSupported(false);
    options.setPerFrameWebSocketCompressionSupported(false);
    options.setTcpNoDelay(true).setTcpKeepAlive(true);
    return options;
  }

  private static <T> @Nullable T await(Future<T> future, long seconds)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
  }

  /// What the instances of one address have in common.
  ///
  /// @param ports where the real port is put
  private record Shared(
      String host, int port, RequestEntry entry, Connections connections, Set<Integer> ports) {}

  /// One listener on one event loop; the instances of an address share its port.
  private static final class Instance extends VerticleBase {
    private final HttpServerOptions options;
    private final Shared shared;
    private @Nullable HttpServer server;

    Instance(HttpServerOptions options, Shared shared) {
      this.options = options;
      this.shared = shared;
    }

    @Override
    public Future<?> start() {
      Context own = context;
      Router router = Router.router(vertx);
      router.route().handler(shared.entry::begin).failureHandler(shared.entry::fail);
      HttpServer made = own.owner().createHttpServer(options);
      made.connectionHandler(shared.connections::opened).requestHandler(router);
      server = made;
      return made.listen(shared.port, shared.host)
          .onSuccess(listening -> shared.ports.add(listening.actualPort()));
    }

    @Override
    public Future<?> stop() {
      return server == null ? Future.succeededFuture() : server.shutdown(GRACE);
    }
  }
}
