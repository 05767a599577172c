package io.ciao.apiserver.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open connections: no more than a bound, none that never asks for anything, and no request
/// whose body never ends. Safe for many threads.
public final class Connections {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final Duration FIRST_REQUEST = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofMinutes(4);
  private static final Duration BODY = Duration.ofSeconds(60);
  private static final Duration SWEEP = Duration.ofSeconds(5);
  private static final String UNDER_WAY = "ciao.under-way";

  private final int max;
  private final Duration patience;
  private final LongSupplier nanos;
  private final Map<HttpConnection, State> open = new ConcurrentHashMap<>();
  private final LongAdder refused = new LongAdder();
  private final LongAdder idle = new LongAdder();

  private static final class State {
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicLong deadline;

    State(long deadline) {
      this.deadline = new AtomicLong(deadline);
    }
  }

  /// No connection is open yet.
  ///
  /// @param max more are closed at once
  /// @param patience a client that takes none of its answer's bytes for so long is cut off
  /// @param nanos monotonic
  public Connections(int max, Duration patience, LongSupplier nanos) {
    this.max = max;
    this.patience = patience;
    this.nanos = nanos;
  }

  Duration patience() {
    return patience;
  }

  /// Connections that are open.
  public int open() {
    return open.size();
  }

  /// Connections that were closed because there were too many.
  public long refused() {
    return refused.sum();
  }

  /// Connections that were closed because nothing was asked on them.
  public long idle() {
    return idle.sum();
  }

  void sweepOn(Vertx vertx) {
    vertx.setPeriodic(SWEEP.toMillis(), _ -> sweep());
  }

  /// A connection was made.
  void opened(HttpConnection connection) {
    if (open.size() >= max) {
      refused.increment();
      connection.close();
      return;
    }
    State state = new State(nanos.getAsLong() + FIRST_REQUEST.toNanos());
    open.put(connection, state);
    connection.closeHandler(_ -> open.remove(connection));
  }

  /// A request's head has come; its body is still to come.
  UnderWay begin(RoutingContext routing) {
    State state = open.get(routing.request().connection());
    if (state != null) {
      state.active.incrementAndGet();
    }
    Vertx vertx = routing.vertx();
    long timer = vertx.setTimer(BODY.toMillis(), _ -> routing.response().reset());
    UnderWay underWay = new UnderWay(this, state, vertx, timer);
    routing.put(UNDER_WAY, underWay);
    return underWay;
  }

  /// The request as [#begin] took it in; empty if the router refused it before.
  static Optional<UnderWay> underWay(RoutingContext routing) {
    return Optional.ofNullable(routing.get(UNDER_WAY));
  }

  /// A request on a connection.
  static final class UnderWay {
    private final Connections connections;
    private final @Nullable State state;
    private final Vertx vertx;
    private final long timer;
    private final AtomicBoolean over = new AtomicBoolean();

    private UnderWay(Connections connections, @Nullable State state, Vertx vertx, long timer) {
      this.connections = connections;
      this.state = state;
      this.vertx = vertx;
      this.timer = timer;
    }

    /// Its body has come too.
    void complete() {
      vertx.cancelTimer(timer);
    }

    /// It is answered, or broken off; only the first call counts.
    void over() {
      complete();
      if (state != null && over.compareAndSet(false, true)) {
        state.deadline.set(connections.nanos.getAsLong() + IDLE.toNanos());
        state.active.decrementAndGet();
      }
    }
  }

  /// The certificates that clients show now, each once.
  public Set<X509Certificate> certificates() {
    return open.keySet().stream()
        .map(PeerIdentities::certificate)
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  /// Cuts off every client whose certificate is refused, in the middle of whatever it does.
  ///
  /// @param refusal why; empty for those that stay
  public void cut(Function<X509Certificate, Optional<String>> refusal) {
    for (HttpConnection connection : open.keySet()) {
      PeerIdentities.certificate(connection)
          .flatMap(refusal)
          .ifPresent(
              why -> {
                LOG.info("connection cut remote={} because={}", connection.remoteAddress(), why);
                connection.close();
              });
    }
  }

  private void sweep() {
    long now = nanos.getAsLong();
    open.forEach(
        (connection, state) -> {
          if (state.active.get() == 0 && now - state.deadline.get() > 0) {
            idle.increment();
            connection.close();
          }
        });
  }
}
