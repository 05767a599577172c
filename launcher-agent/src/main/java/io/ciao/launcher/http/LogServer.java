package io.ciao.launcher.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.ciao.launcher.driver.InstanceLog;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.TlsPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves `GET /v1/instances/UID/log?follow=true&tailLines=N` as chunked text, to apiservers only:
/// mutual TLS, and the caller's certificate must have the organization `ciao:apiservers`.
///
/// One virtual thread per request; at most 64 logs at a time, more are answered 503.
public final class LogServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogServer.class);
  private static final String CALLERS = "ciao:apiservers";
  private static final int STREAMS_MAX = 64;
  private static final int BACKLOG = 64;
  private static final Pattern PATH = Pattern.compile("/v1/instances/([-A-Za-z0-9]{1,64})/log");

  private final HttpsServer server;
  private final ExecutorService threads;
  private final Semaphore streams = new Semaphore(STREAMS_MAX);
  private final Function<String, Optional<InstanceLog>> logs;

  /// Listens and serves.
  ///
  /// @param logs the log of an instance by its uid; empty if this node holds nothing of it
  public LogServer(
      InetSocketAddress listen, SSLContext tls, Function<String, Optional<InstanceLog>> logs)
      throws IOException {
    this.logs = logs;
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("log-request-", 0).factory());
    this.server = HttpsServer.create(listen, BACKLOG);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            parameters.setSSLParameters(TlsPolicy.TLS_1_3.serverParameters());
          }
        });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /// The port that is listened on.
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!isApiserver(exchange)) {
        answer(exchange, 403, "only apiservers (organization " + CALLERS + ") may ask here\n");
        return;
      }
      var path = PATH.matcher(exchange.getRequestURI().getPath());
      if (!path.matches() || !exchange.getRequestMethod().equals("GET")) {
        answer(exchange, 404, "there is only GET /v1/instances/UID/log here\n");
        return;
      }
      log(exchange, path.group(1));
    } catch (InterruptedException e) {
      // The server is being closed.
      Thread.currentThread().interrupt();
    }
  }

  private void log(HttpExchange exchange, String uid) throws IOException, InterruptedException {
    var log = logs.apply(uid);
    if (log.isEmpty()) {
      answer(exchange, 404, "this node holds nothing of instance " + uid + "\n");
      return;
    }
    LogQuery query;
    try {
      query = LogQuery.parse(exchange.getRequestURI().getRawQuery());
    } catch (IllegalArgumentException e) {
      answer(exchange, 400, e.getMessage() + "\n");
      return;
    }
    if (!streams.tryAcquire()) {
      answer(exchange, 503, "already " + STREAMS_MAX + " logs are being read from this node\n");
      return;
    }
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(200, 0);
      log.get().copyTo(exchange.getResponseBody(), query.tailLines(), query.follow());
    } catch (IOException e) {
      LOG.debug("log reader is gone uid={} problem={}", uid, e.getMessage());
    } finally {
      streams.release();
    }
  }

  private static boolean isApiserver(HttpExchange exchange) {
    try {
      return exchange instanceof HttpsExchange https
          && https.getSSLSession().getPeerCertificates()[0] instanceof X509Certificate caller
          && PeerIdentity.of(caller).memberOf(CALLERS);
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }

  private static void answer(HttpExchange exchange, int code, String text) throws IOException {
    var body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
