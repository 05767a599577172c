package io.ciao.ssntp.transport;

import io.ciao.ssntp.cert.TlsPolicy;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An SSNTP server: listens on its addresses, gives every client that its certificate vouches for a
/// session, tells a {@link SessionListener}. Safe for many threads.
public final class SsntpServer implements AutoCloseable {

  private static final long SWEEP_MILLIS = 1_000;

  /// Nothing is waited for but the processor, and a machine may start a whole cluster.
  private static final Duration LISTEN_WAIT = Duration.ofSeconds(60);

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

  private final ServerConfig config;
  private final Surroundings surroundings;
  private final ServerSessions sessions;
  private final Vertx vertx;
  private final Map<ServerConnection, Thread> connections = new ConcurrentHashMap<>();
  private final List<HostPort> listening = new ArrayList<>();
  private volatile boolean closing;

  private SsntpServer(ServerConfig config, SessionListener listener, Surroundings surroundings) {
    this.config = config;
    this.surroundings = surroundings;
    this.sessions = new ServerSessions(config, listener, surroundings);
    var loops = Runtime.getRuntime().availableProcessors();
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(loops)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                // Nothing is served from the class path, so no cache directory is made for it.
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
  }

  /// Starts a server; returns once it listens everywhere.
  ///
  /// @throws ListenException an address cannot be listened on; nothing is left behind
  public static SsntpServer start(
      ServerConfig config, SessionListener listener, Surroundings surroundings)
      throws InterruptedException {
    var server = new SsntpServer(config, listener, surroundings);
    try {
      for (var address : config.addresses()) {
        server.listening.add(server.listen(address));
      }
    } catch (InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
    server.vertx.setPeriodic(
        SWEEP_MILLIS, _ -> server.connections.keySet().forEach(ServerConnection::checkDeadlines));
    return server;
  }

  /// Where it listens, in the order of the configuration; ports that were 0 are the real ones.
  public List<HostPort> addresses() {
    return List.copyOf(listening);
  }

  /// The live session of that UUID.
  public Optional<SsntpSession> session(UUID uuid) {
    return sessions.table().find(uuid);
  }

  /// The live sessions, in no order.
  public List<SsntpSession> sessions() {
    return sessions.table().all();
  }

  /// Asks again whose certificate is refused, and cuts those off.
  public void recheck() {
    sessions.table().all().forEach(sessions::cutIfRefused);
  }

  /// Ends all sessions after what was sent before is written, and stops listening; waits for that
  /// and for listeners for at most 2 s.
  @Override
  public void close() {
    closing = true;
    var stopped = new Disconnect(Disconnect.Cause.CLOSED_HERE, "the server stops");
    connections.keySet().forEach(connection -> connection.finish(stopped));
    var deadline = surroundings.nanos().getAsLong() + CLOSE_WAIT.toNanos();
    try {
      for (var thread : List.copyOf(connections.values())) {
        var left = deadline - surroundings.nanos().getAsLong();
        thread.join(Duration.ofNanos(Math.max(1, left)));
      }
      for (var connection : List.copyOf(connections.keySet())) {
        var left = deadline - surroundings.nanos().getAsLong();
        connection.awaitClosed(Duration.ofNanos(Math.max(1, left)));
      }
      await(vertx.close(), CLOSE_WAIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException _) {
      // The process is about to end, or a test notices what is left.
    }
  }

  /// One listener per event loop, all on one port. Vert.x finds a free port for several listeners
  /// if they ask for the same negative one.
  private HostPort listen(HostPort address) throws InterruptedException {
    var shared =
        address.port() == 0
            ? SocketAddress.sharedRandomPort(listening.size() + 1, address.host())
            : SocketAddress.inetSocketAddress(address.port(), address.host());
    List<Acceptor> acceptors = new CopyOnWriteArrayList<>();
    Supplier<Acceptor> make =
        () -> {
          var acceptor = new Acceptor(shared);
          acceptors.add(acceptor);
          return acceptor;
        };
    var options = new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    try {
      await(vertx.deployVerticle(make, options), LISTEN_WAIT);
      return new HostPort(address.host(), acceptors.getFirst().port());
    } catch (ExecutionException e) {
      throw new ListenException(address, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new ListenException(address, e);
    }
  }

  private static <T> void await(Future<T> future, Duration wait)
      throws InterruptedException, ExecutionException, TimeoutException {
    var _ =
        future
            .toCompletionStage()
            .toCompletableFuture()
            .get(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private NetServerOptions options() {
    Set<String> protocols = new LinkedHashSet<>(config.compatibility().tls().protocols());
    var options = new NetServerOptions();
    TlsPolicy.cipherSuites().forEach(options::addEnabledCipherSuite);
    return options
        .setTcpKeepAlive(true)
        .setTcpNoDelay(true)
        .setSsl(true)
        .setEnabledSecureTransportProtocols(protocols)
        .setKeyCertOptions(KeyCertOptions.wrap(config.tls().keys()))
        .setTrustOptions(TrustOptions.wrap(config.tls().trust()))
        .setClientAuth(ClientAuth.REQUIRED);
  }

  /// Listens on one address with one event loop.
  private final class Acceptor extends VerticleBase {

    private final SocketAddress address;
    private @Nullable NetServer server;

    Acceptor(SocketAddress address) {
      this.address = address;
    }

    int port() {
      return server == null ? 0 : server.actualPort();
    }

    @Override
    public Future<?> start() {
      var made = vertx.createNetServer(options());
      server = made;
      return made.connectHandler(this::accept).listen(address);
    }

    private void accept(NetSocket socket) {
      if (closing) {
        socket.close();
        return;
      }
      var connection =
          new ServerConnection(socket, vertx.getOrCreateContext(), config.limits(), surroundings);
      var thread =
          Thread.ofVirtual()
              .name("ssntp-session-" + connection.remote())
              .unstarted(() -> sessions.serve(connection));
      // The end of the socket is told on this event loop too, so never before the entry is made.
      connection.start(() -> connections.remove(connection));
      thread.start();
      connections.put(connection, thread);
    }
  }
}
