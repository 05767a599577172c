package io.ciao.ctl.training;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;

/// A server on loopback that asks for a certificate and answers everything with one instance, so
/// that a rehearsal takes the same way as the real thing.
final class RehearsalServer implements AutoCloseable {
  private static final Duration LIFE = Duration.ofHours(1);

  private static final String INSTANCE =
      """
      {"apiVersion":"ciao.io/v1","kind":"Instance","metadata":{"name":"web","namespace":"default",\
      "uid":"u","resourceVersion":"1","creationTimestamp":"2026-01-01T00:00:00Z",\
      "labels":{"app":"x"}},"spec":{"workload":"w","running":true},"status":{"conditions":\
      [{"type":"Ready","status":"True","reason":"Running","message":"it runs"}]}}\
      """;

  private final HttpsServer server;

  private RehearsalServer(HttpsServer server) {
    this.server = server;
  }

  /// Starts it and writes a kubeconfig for it.
  static RehearsalServer start(Path directory, Instant now) throws IOException {
    var random = new SecureRandom();
    var valid = CertificateSpec.named("rehearsal", now.minus(LIFE), now.plus(LIFE));
    var authority = CertificateAuthority.createForPeople(valid, random);
    var own = authority.issueForPeople(valid.withHosts(List.of("127.0.0.1")));
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new AskingForCertificates(identity(own, authority).sslContext()));
    server.createContext("/", RehearsalServer::answer);
    server.start();
    TlsFiles.in(directory.resolve("tls"))
        .write(identity(authority.issueForPeople(valid), authority));
    writeConfig(directory, server.getAddress().getPort());
    return new RehearsalServer(server);
  }

  private static TlsIdentity identity(CertificateAndKey own, CertificateAuthority authority) {
    return new TlsIdentity(own, List.of(authority.certificate()));
  }

  private static void writeConfig(Path directory, int port) throws IOException {
    var config = Json.object();
    config.put("current-context", "r");
    var cluster = config.putArray("clusters").addObject().put("name", "r").putObject("cluster");
    cluster.put("server", "https://127.0.0.1:" + port);
    cluster.put("certificate-authority", "tls/ca.pem");
    var user = config.putArray("users").addObject().put("name", "r").putObject("user");
    user.put("client-certificate", "tls/cert.pem").put("client-key", "tls/key.pem");
    var context = config.putArray("contexts").addObject().put("name", "r").putObject("context");
    context.put("cluster", "r").put("user", "r").put("namespace", "default");
    Files.write(directory.resolve("config"), YamlEmitter.emit(config));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      var list =
          exchange.getRequestMethod().equals("GET")
              && exchange.getRequestURI().getPath().endsWith("s");
      var text =
          list
              ? "{\"kind\":\"InstanceList\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":["
                  + INSTANCE
                  + "]}"
              : INSTANCE;
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static final class AskingForCertificates extends HttpsConfigurator {
    AskingForCertificates(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      var tls = getSSLContext().getDefaultSSLParameters();
      tls.setNeedClientAuth(true);
      parameters.setSSLParameters(tls);
    }
  }
}
