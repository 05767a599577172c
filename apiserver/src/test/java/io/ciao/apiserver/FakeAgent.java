package io.ciao.apiserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.cert.TlsPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLPeerUnverifiedException;

/// What an agent serves of a log: the lines that the test gives it, as it gives them, over mutual
/// TLS.
final class FakeAgent implements AutoCloseable {
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch left = new CountDownLatch(1);
  final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

  FakeAgent(TlsIdentity identity) throws IOException {
    server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(identity.sslContext()) {
          @Override
          public void configure(HttpsParameters parameters) {
            parameters.setSSLParameters(TlsPolicy.TLS_1_3.serverParameters());
          }
        });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /// Counted down when a reader went away.
  CountDownLatch left() {
    return left;
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.add(peer((HttpsExchange) exchange) + " " + exchange.getRequestURI());
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      body.flush(); // the head goes out at once, before there is a line
      for (String line = lines.take(); !line.equals("END"); line = lines.take()) {
        body.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        body.flush();
      }
    } catch (IOException gone) {
      left.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String peer(HttpsExchange exchange) throws SSLPeerUnverifiedException {
    X509Certificate certificate =
        (X509Certificate) exchange.getSSLSession().getPeerCertificates()[0];
    return PeerIdentity.of(certificate).organizations().toString();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
