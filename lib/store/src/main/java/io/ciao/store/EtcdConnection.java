package io.ciao.store;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connection to etcd that everything in a process shares: store, elections, compaction.
///
/// A client that stays without an answer, or whose end point now reads differently, is replaced;
/// requests under way on it then end without an answer. Of several members it speaks to one, and
/// goes to the next when it leaves it: spread over all of them, every n-th request would wait for
/// one that has stopped. Nothing is retried here. Safe for many threads.
public final class EtcdConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdConnection.class);

  /// One message carries up to 1,000 revisions, more than gRPC's default takes.
  private static final int MAX_MESSAGE_BYTES = 1 << 30;

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration KEEPALIVE = Duration.ofSeconds(6);
  private static final Duration KEEPALIVE_ANSWER = Duration.ofSeconds(3);

  /// A refused connection is tried anew this long after the last answer; gRPC alone would wait up
  /// to two minutes.
  private static final Duration REFUSED_PATIENCE = Duration.ofMillis(300);

  /// A silent connection is given up this long after the last answer.
  private static final Duration SILENT_PATIENCE = Duration.ofSeconds(2);

  private final EtcdEndpoint endpoint;
  private final LongSupplier nanos;
  private final Object lock = new Object();
  private @Nullable Session session;

  /// How many sessions were given up, and so which member has its turn.
  private int left;

  private boolean closed;

  private EtcdConnection(EtcdEndpoint endpoint, LongSupplier nanos) {
    this.endpoint = endpoint;
    this.nanos = nanos;
  }

  /// A connection that is made when first used; etcd need not be there yet.
  public static EtcdConnection open(EtcdEndpoint endpoint) {
    return new EtcdConnection(endpoint, System::nanoTime);
  }

  /// Sends a request and waits for its answer.
  <T> T call(String what, Duration timeout, Function<Client, CompletableFuture<T>> request)
      throws EtcdCallException {
    Session current = session(what);
    CompletableFuture<T> answer;
    try {
      answer = request.apply(current.client);
    } catch (RuntimeException e) {
      throw failed(current, REFUSED_PATIENCE, EtcdCallException.of(what, e));
    }
    try {
      T value = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      current.answered = nanos.getAsLong();
      return value;
    } catch (TimeoutException e) {
      answer.cancel(true);
      var unanswered =
          new EtcdCallException(
              EtcdCallException.Kind.UNANSWERED,
              what + ": no answer within " + timeout.toMillis() + " ms",
              e);
      throw failed(current, SILENT_PATIENCE, unanswered);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw failed(current, REFUSED_PATIENCE, EtcdCallException.of(what, cause));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      throw new EtcdCallException(EtcdCallException.Kind.INTERRUPTED, what + ": interrupted", e);
    }
  }

  /// A linearizable read of one key.
  GetResponse get(String key, Duration timeout) throws EtcdCallException {
    return call(
        "read " + key, timeout, client -> client.getKVClient().get(bytes(key), GetOption.DEFAULT));
  }

  /// The value of a key at a revision; empty if it was absent then.
  Optional<KeyValue> getAt(ByteSequence key, long revision, Duration timeout)
      throws EtcdCallException {
    GetOption option = GetOption.builder().withRevision(revision).build();
    GetResponse answer =
        call(
            "read " + key.toString(StandardCharsets.UTF_8) + " at revision " + revision,
            timeout,
            client -> client.getKVClient().get(key, option));
    return answer.getKvs().stream().findFirst();
  }

  /// Uses the client without waiting for an answer, to open a watch.
  <T> T use(String what, Function<Client, T> use) throws EtcdCallException {
    Session current = session(what);
    try {
      return use.apply(current.client);
    } catch (RuntimeException e) {
      throw failed(current, REFUSED_PATIENCE, EtcdCallException.of(what, e));
    }
  }

  static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  private Session session(String what) throws EtcdCallException {
    synchronized (lock) {
      if (closed) {
        throw new EtcdCallException(
            EtcdCallException.Kind.UNANSWERED, what + ": the connection is closed", null);
      }
      if (session == null) {
        session = connect(what);
      }
      return session;
    }
  }

  private Session connect(String what) throws EtcdCallException {
    try {
      EtcdTarget target = endpoint.read();
      LOG.debug("connecting to etcd urls={}", target);
      var member = target.urls().get(left % target.urls().size());
      return new Session(target, member, client(target, member), nanos.getAsLong());
    } catch (IOException | IllegalArgumentException e) {
      throw new EtcdCallException(
          EtcdCallException.Kind.UNANSWERED,
          what + ": etcd at " + endpoint + " is not known yet: " + e.getMessage(),
          e);
    }
  }

  private EtcdCallException failed(Session failed, Duration patience, EtcdCallException failure) {
    if (failure.kind() != EtcdCallException.Kind.UNANSWERED) {
      return failure;
    }
    boolean given = false;
    synchronized (lock) {
      if (session == failed
          && (nanos.getAsLong() - failed.answered >= patience.toNanos() || moved(failed))) {
        session = null;
        left++;
        given = true;
      }
    }
    if (given) {
      LOG.info("leaving etcd connection url={} cause=\"{}\"", failed.member, failure.getMessage());
      failed.client.close();
    }
    return failure;
  }

  private boolean moved(Session current) {
    try {
      return !endpoint.read().equals(current.target);
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Client client(EtcdTarget target, URI member) throws SSLException {
    ClientBuilder builder =
        Client.builder()
            .endpoints(member)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .connectTimeout(CONNECT)
            .keepaliveTime(KEEPALIVE)
            .keepaliveTimeout(KEEPALIVE_ANSWER)
            .waitForReady(false)
            .retryMaxAttempts(0);
    return builder
        .sslContext(
            tls ->
                tls.trustManager(stream(target.authorities()))
                    .keyManager(stream(target.certificate()), stream(target.privateKey())))
        .build();
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }

  /// Ends requests and watches under way.
  @Override
  public void close() {
    Session last;
    synchronized (lock) {
      closed = true;
      last = session;
      session = null;
    }
    if (last != null) {
      last.client.close();
    }
  }

  private static final class Session {
    private final EtcdTarget target;
    private final URI member;
    private final Client client;
    private volatile long answered;

    Session(EtcdTarget target, URI member, Client client, long now) {
      this.target = target;
      this.member = member;
      this.client = client;
      this.answered = now;
    }
  }
}
