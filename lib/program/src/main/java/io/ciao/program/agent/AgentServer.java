package io.ciao.program.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.TlsPolicy;
import io.ciao.ssntp.transport.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Answers apiservers alone: mutual TLS, and the caller's certificate must have the organization
/// `ciao:apiservers`.
///
/// One virtual thread a call; at most 64 calls at a time, more are answered 503.
public final class AgentServer implements AutoCloseable {
  private static final String CALLERS = "ciao:apiservers";
  private static final int CALLS_MAX = 64;
  private static final int BACKLOG = 64;

  private final HttpsServer server;
  private final ExecutorService threads;
  private final Semaphore calls = new Semaphore(CALLS_MAX);
  private final AgentRoute route;
  private final String offer;

  /// Listens and serves.
  ///
  /// @param route what is answered
  /// @param offer says what there is, to whom asks for something else
  /// @throws IOException naming the address that cannot be listened on
  public AgentServer(HostPort listen, SSLContext tls, AgentRoute route, String offer)
      throws IOException {
    this.route = route;
    this.offer = offer;
    try {
      this.server =
          HttpsServer.create(new InetSocketAddress(listen.host(), listen.port()), BACKLOG);
    } catch (IOException e) {
      throw new IOException(
          "listen on "
              + listen
              + " for apiservers: "
              + e.getMessage()
              + "; is the address this node's, and the port free?",
          e);
    }
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("agent-call-", 0).factory());
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
      var call = new AgentCall(exchange);
      if (!isApiserver(exchange)) {
        call.say(403, "only apiservers (organization " + CALLERS + ") may ask here");
      } else if (!calls.tryAcquire()) {
        call.say(503, "already " + CALLS_MAX + " calls are being answered by this agent");
      } else {
        answer(call);
      }
    } catch (InterruptedException e) {
      // The server is being closed.
      Thread.currentThread().interrupt();
    }
  }

  private void answer(AgentCall call) throws IOException, InterruptedException {
    try {
      if (!route.handle(call)) {
        call.say(404, offer);
      }
    } finally {
      calls.release();
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

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
