package io.ciao.ssntp.bench;

import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.transport.ClientConfig;
import io.ciao.ssntp.transport.ClientListener;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.NotConnectedException;
import io.ciao.ssntp.transport.ServerPeer;
import io.ciao.ssntp.transport.SsntpClient;
import io.ciao.ssntp.transport.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The clients' process of [SsntpBench]: does what its standard input says, a line each, and
/// answers each line with one. Ends with its standard input.
///
/// `connect N`, `send BYTES` until `stop`, which answers how many frames were sent; `expect BYTES`,
/// then `count`, which answers how many frames came, how many of them wrong, and the time in
/// nanoseconds; `close`.
final class BenchClients {

  private static final Duration CONNECT_WAIT = Duration.ofSeconds(60);

  private final HostPort server;
  private final CertificateAuthority authority;
  private final List<Connected> clients = new ArrayList<>();
  private final List<Thread> senders = new ArrayList<>();
  private volatile boolean sending;

  private BenchClients(HostPort server, CertificateAuthority authority) {
    this.server = server;
    this.authority = authority;
  }

  /// `BenchClients PORT AUTHORITY_PEM`
  public static void main(String[] arguments) throws Exception {
    var file = Path.of(arguments[1]);
    var authority =
        CertificateAuthority.of(PemFiles.readCertificateAndKey(file, file), new SecureRandom());
    var port = Integer.parseInt(arguments[0]);
    new BenchClients(new HostPort("127.0.0.1", port), authority).serve();
    System.exit(0);
  }

  private void serve() throws IOException, InterruptedException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      var words = line.split(" ");
      var answer =
          switch (words[0]) {
            case "connect" -> connect(Integer.parseInt(words[1]));
            case "send" -> send(Numbered.ofSize(Integer.parseInt(words[1])));
            case "stop" -> stop();
            case "expect" -> expect(Numbered.ofSize(Integer.parseInt(words[1])));
            case "count" -> count();
            case "close" -> close();
            default -> throw new IllegalArgumentException("no such order: " + line);
          };
      System.out.println(answer);
    }
  }

  private String connect(int count) throws InterruptedException {
    for (var i = 0; i < count; i++) {
      clients.add(new Connected(identity()));
    }
    for (var client : clients) {
      if (!client.up.await(CONNECT_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("a client did not connect within " + CONNECT_WAIT);
      }
    }
    return "connected";
  }

  private TlsIdentity identity() {
    var now = Instant.now();
    var spec =
        CertificateSpec.named("bench", now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)))
            .withRoles(Role.AGENT)
            .withUuid(UUID.randomUUID());
    CertificateAndKey own = authority.issue(spec);
    return new TlsIdentity(own, List.of(authority.certificate()));
  }

  private String send(Numbered payloads) {
    sending = true;
    for (var client : clients) {
      senders.add(Thread.ofVirtual().start(() -> client.sendAll(payloads)));
    }
    return "sending";
  }

  private String stop() throws InterruptedException {
    sending = false;
    for (var sender : senders) {
      sender.join();
    }
    senders.clear();
    return Long.toString(clients.stream().mapToLong(client -> client.sent).sum());
  }

  private String expect(Numbered payloads) {
    clients.forEach(client -> client.received.expect(payloads));
    return "expecting";
  }

  private String count() {
    var frames = clients.stream().mapToLong(client -> client.received.frames()).sum();
    var wrong = clients.stream().mapToLong(client -> client.received.wrong()).sum();
    return frames + " " + wrong + " " + System.nanoTime();
  }

  private String close() throws InterruptedException {
    var closing = clients.stream().map(c -> Thread.ofVirtual().start(c.client::close)).toList();
    for (var thread : closing) {
      thread.join();
    }
    clients.clear();
    return "closed";
  }

  /// One client and what it sent and got.
  private final class Connected implements ClientListener {

    final CountDownLatch up = new CountDownLatch(1);
    final Received received = new Received();
    final SsntpClient client;
    private final UUID uuid;
    private volatile long sent;

    Connected(TlsIdentity tls) {
      uuid = tls.identity().uuid().orElseThrow();
      client =
          SsntpClient.start(
              ClientConfig.of(() -> tls, List.of(server)),
              this,
              new Surroundings(InstantSource.system(), System::nanoTime, new Random()));
    }

    void sendAll(Numbered payloads) {
      var number = 0L;
      try {
        while (sending) {
          client.send(TrafficFrame.of(Command.STATS, uuid, payloads.of(number)));
          number++;
        }
      } catch (NotConnectedException e) {
        System.err.println("bench: a client lost its connection: " + e.getMessage());
      }
      sent = number;
    }

    @Override
    public void connected(ServerPeer peer) {
      up.countDown();
    }

    @Override
    public void frame(TrafficFrame frame) {
      received.take(frame.payload());
    }

    @Override
    public void disconnected(Disconnect why) {
      if (why.cause() != Disconnect.Cause.CLOSED_HERE) {
        System.err.println("bench: a client was disconnected: " + why);
      }
    }
  }
}
