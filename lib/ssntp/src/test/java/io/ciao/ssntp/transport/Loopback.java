package io.ciao.ssntp.transport;

import io.ciao.ssntp.TestPki;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.testkit.Eventually;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// Servers and clients on loopback for one test; closes them all, the last made first.
final class Loopback {

  static final UUID SCHEDULER = UUID.fromString("78797a7b-7c7d-7e7f-8081-828384858687");
  static final UUID AGENT = UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10");
  static final Surroundings REAL =
      new Surroundings(InstantSource.system(), System::nanoTime, new Random());

  static final Eventually SOON = Eventually.within(Duration.ofSeconds(20));

  static final ReconnectDelays QUICK =
      new ReconnectDelays(Duration.ofMillis(20), Duration.ofMillis(100));

  final TestPki pki = new TestPki();
  final TlsIdentity schedulerTls = pki.scheduler(SCHEDULER);
  final TlsIdentity agentTls = pki.agent(AGENT);

  private final Deque<Runnable> open = new ArrayDeque<>();

  ServerConfig serverConfig() {
    return ServerConfig.of(schedulerTls, List.of(new HostPort("127.0.0.1", 0)));
  }

  ClientConfig clientConfig(HostPort... addresses) {
    return clientConfig(agentTls, addresses);
  }

  ClientConfig clientConfig(TlsIdentity tls, HostPort... addresses) {
    return ClientConfig.of(() -> tls, List.of(addresses))
        .withLimits(ClientLimits.DEFAULT.withReconnect(QUICK));
  }

  SsntpServer server(ServerConfig config, SessionListener listener) throws InterruptedException {
    var server = SsntpServer.start(config, listener, REAL);
    open.push(server::close);
    return server;
  }

  SsntpClient client(ClientConfig config, ClientListener listener) {
    var client = SsntpClient.start(config, listener, REAL);
    open.push(client::close);
    return client;
  }

  void close() {
    while (!open.isEmpty()) {
      open.pop().run();
    }
  }
}
