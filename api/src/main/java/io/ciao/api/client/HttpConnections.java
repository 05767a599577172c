package io.ciao.api.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Connections to servers: as many as there are requests under way, kept for a while for those that
/// come next. Safe for many threads.
final class HttpConnections implements AutoCloseable {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

  /// Well below what servers allow.
  private static final Duration IDLE_MAX = Duration.ofSeconds(30);

  private static final int IDLE_PER_SERVER_MAX = 64;

  private final Supplier<SSLContext> tls;
  private final Map<URI, Deque<HttpConnection>> idle = new HashMap<>();

  /// With the identity that each was made with.
  private final Map<HttpConnection, SSLContext> open = new ConcurrentHashMap<>();

  private volatile boolean closed;

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
      if (closed) {
        throw new IOException("the client is closed");
      }
      var limit = within.compareTo(CONNECT_MAX) < 0 ? within : CONNECT_MAX;
      var identity = tls.get();
      var connection = HttpConnection.open(server, identity, limit, this::answered);
      open.put(connection, identity);
      if (closed) {
        drop(connection);
      }
      return connection;
    } catch (SocketTimeoutException e) {
      throw new NotConnectedException(new ConnectException("no answer in time"));
    } catch (IOException e) {
      throw new NotConnectedException(e);
    }
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
