package io.ciao.api.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Connections to servers: as many as there are requests under way, kept for a while for those that
/// come next. Safe for many threads.
final class HttpConnections implements AutoCloseable {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

  /// So long after its beginning a handshake is waited for by others; its packets may be lost.
  private static final Duration SHARED_MAX = Duration.ofSeconds(3);

  /// Well below what servers allow.
  private static final Duration IDLE_MAX = Duration.ofSeconds(30);

  private static final int IDLE_PER_SERVER_MAX = 64;

  private final Supplier<SSLContext> tls;
  private final Map<URI, Deque<HttpConnection>> idle = new HashMap<>();

  /// With the identity that each was made with.
  private final Map<HttpConnection, SSLContext> open = new ConcurrentHashMap<>();

  /// Under way for those whose time is over; guarded by `idle`.
  private final Set<Dial> unawaited = new HashSet<>();

  private volatile boolean closed;

  /// A connection that is being made. Each is only itself.
  private static final class Dial {
    private final URI server;
    private final SSLContext identity;
    private final long begun;
    private final CompletableFuture<HttpConnection> made = new CompletableFuture<>();

    Dial(URI server, SSLContext identity, long begun) {
      this.server = server;
      this.identity = identity;
      this.begun = begun;
    }
  }

  /// @param tls asked at each request: a connection of another identity than the present one ends
  ///   what it does and is not used again
  HttpConnections(Supplier<SSLContext> tls) {
    this.tls = tls;
  }

  /// No connection could be made, so nothing was sent.
  static final class NotConnectedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final IOException problem;

    NotConnectedException(IOException problem) {
      super(problem);
      this.problem = problem;
    }

    IOException problem() {
      return problem;
    }
  }

  /// Sends a request, on an idle connection if there is one.
  ///
  /// @throws NotConnectedException if nothing was sent
  /// @throws IOException if it is unknown whether anybody took it
  HttpAnswer send(URI server, HttpMessage message) throws IOException {
    var kept = kept(server);
    if (kept != null) {
      try {
        return exchange(kept, message);
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        // The server may have closed it just then.
        if (!message.repeatable() || closed || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
    return exchange(connected(server, message.limits().head()), message);
  }

  private HttpAnswer exchange(HttpConnection connection, HttpMessage message) throws IOException {
    try {
      return connection.exchange(message);
    } catch (IOException | RuntimeException e) {
      drop(connection);
      throw e;
    }
  }

  /// @param within what the caller has for the whole request; connecting takes no longer than that
  private HttpConnection connected(URI server, Duration within) throws NotConnectedException {
    try {
      return within.compareTo(CONNECT_MAX) < 0
          ? dialled(server, within)
          : made(server, tls.get(), CONNECT_MAX);
    } catch (SocketTimeoutException e) {
      throw new NotConnectedException(new ConnectException("no answer in time"));
    } catch (IOException e) {
      throw new NotConnectedException(e);
    }
  }

  private HttpConnection made(URI server, SSLContext identity, Duration reachedWithin)
      throws IOException {
    if (closed) {
      throw new IOException("the client is closed");
    }
    var limits = new HttpConnection.Limits(reachedWithin, CONNECT_MAX);
    var connection = HttpConnection.open(server, identity, limits, this::answered);
    open.put(connection, identity);
    if (closed) {
      drop(connection);
    }
    return connection;
  }

  /// A connection for one who has less time than a handshake may take. That goes on when the time
  /// is over, for whoever asks next: where a server has more of them to do than it can in that
  /// time, each that is given up would be work for nothing, and none would ever be done. A server
  /// that is not reached in that time is given up: packets of a new connection come sooner than
  /// those that an old one repeats.
  private HttpConnection dialled(URI server, Duration within) throws IOException {
    var dial = dial(server, within);
    try {
      return dial.made.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException problem ? problem : new IOException(e.getCause());
    } catch (TimeoutException e) {
      var late = left(dial);
      if (late == null) {
        throw new SocketTimeoutException();
      }
      return late;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var late = left(dial);
      if (late != null) {
        late.answered(true);
      }
      throw new InterruptedIOException();
    }
  }

  /// One under way that nobody waits for, or a new one.
  private Dial dial(URI server, Duration within) {
    var identity = tls.get();
    var now = System.nanoTime();
    synchronized (idle) {
      var free =
          unawaited.stream()
              .filter(dial -> dial.server.equals(server) && dial.identity.equals(identity))
              .filter(dial -> now - dial.begun < SHARED_MAX.toNanos())
              .findFirst();
      if (free.isPresent()) {
        unawaited.remove(free.get());
        return free.get();
      }
    }
    var dial = new Dial(server, identity, now);
    Thread.ofVirtual().name("dial " + server).start(() -> make(dial, within));
    return dial;
  }

  private void make(Dial dial, Duration within) {
    try {
      dial.made.complete(made(dial.server, dial.identity, within));
    } catch (IOException | RuntimeException e) {
      dial.made.completeExceptionally(e);
    }
    boolean nobody;
    synchronized (idle) {
      nobody = unawaited.remove(dial);
    }
    if (nobody && !dial.made.isCompletedExceptionally()) {
      dial.made.join().answered(true);
    }
  }

  /// Nobody waits for it any more.
  ///
  /// @return what it made until now; null: it goes on
  private @Nullable HttpConnection left(Dial dial) {
    synchronized (idle) {
      if (!dial.made.isDone()) {
        unawaited.add(dial);
        return null;
      }
    }
    return dial.made.isCompletedExceptionally() ? null : dial.made.join();
  }

  /// An idle connection that can be used, the one used last first.
  private @Nullable HttpConnection kept(URI server) {
    while (true) {
      HttpConnection candidate;
      synchronized (idle) {
        var connections = idle.get(server);
        candidate = connections == null ? null : connections.pollFirst();
      }
      if (candidate == null
          || (isPresent(candidate) && !isOld(candidate) && !candidate.isStale())) {
        return candidate;
      }
      drop(candidate);
    }
  }

  private void answered(HttpConnection connection, boolean reusable) {
    if (!reusable || closed || !isPresent(connection)) {
      drop(connection);
      return;
    }
    HttpConnection tooMuch = null;
    synchronized (idle) {
      var connections = idle.computeIfAbsent(connection.server(), _ -> new ArrayDeque<>());
      connections.addFirst(connection);
      if (connections.size() > IDLE_PER_SERVER_MAX || isOld(connections.getLast())) {
        tooMuch = connections.pollLast();
      }
    }
    if (tooMuch != null) {
      drop(tooMuch);
    }
    if (closed) {
      drop(connection);
    }
  }

  private boolean isPresent(HttpConnection connection) {
    return tls.get().equals(open.get(connection));
  }

  private static boolean isOld(HttpConnection connection) {
    return System.nanoTime() - connection.freeSinceNanos() > IDLE_MAX.toNanos();
  }

  private void drop(HttpConnection connection) {
    open.remove(connection);
    connection.close();
  }

  /// Ends what is under way, too.
  @Override
  public void close() {
    closed = true;
    open.keySet().forEach(this::drop);
  }
}
