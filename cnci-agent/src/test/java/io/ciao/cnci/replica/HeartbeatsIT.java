package io.ciao.cnci.replica;

import static io.ciao.cnci.replica.TakeoverWorld.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.network.ActiveConcentrator;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.LiveTls;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Agents on two addresses of this machine, over real TLS and in real time.
class HeartbeatsIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(10));
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();
  private CertificateAuthority authority;
  private int port;

  @BeforeEach
  void prepare() throws IOException {
    authority = CertificateAuthority.create(spec("test authority"), RANDOM);
    try (var probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.2"))) {
      port = probe.getLocalPort();
    }
  }

  @AfterEach
  void close() throws Exception {
    for (var each : open) {
      each.close();
    }
  }

  @Test
  void whoStandsByHearsWhoServesAndIsDueWhenThatOneIsSilent() throws Exception {
    var serving = replicas("nn1");
    var standby = replicas("nn2");
    var first = beats("nn1", "127.0.0.2", serving);
    beats("nn2", "127.0.0.3", standby);
    SOON.until("it hears the other", () -> !serving.inDoubt());

    assertThat(standby.due()).isEmpty();
    first.close();
    var silent = System.nanoTime();
    SOON.until("it is to take the role", () -> standby.due().contains(KEY));

    assertThat(Duration.ofNanos(System.nanoTime() - silent))
        .isGreaterThan(Duration.ofMillis(700))
        .isLessThan(Duration.ofSeconds(3));
    SOON.until("nor does the other hear anybody", serving::inDoubt);
  }

  @Test
  void oneThatIsBackIsHeardAgain() throws Exception {
    var serving = replicas("nn1");
    var first = beats("nn1", "127.0.0.2", serving);
    var standby = replicas("nn2");
    beats("nn2", "127.0.0.3", standby);
    SOON.until("it hears the other", () -> !serving.inDoubt());
    first.close();
    SOON.until("it hears nobody", serving::inDoubt);

    beats("nn1", "127.0.0.2", serving);

    SOON.until("it hears the other again", () -> !serving.inDoubt());
  }

  @Test
  void onlyCnciAgentsOfTheNodeThatWasCalledAreListenedTo() throws Exception {
    var caller = tls(spec(PeerIdentity.NODE_PREFIX + "nn2").withRoles(Role.CNCI_AGENT));
    var agent = spec(PeerIdentity.NODE_PREFIX + "nn1").withRoles(Role.CNCI_AGENT);
    assertThat(called(caller, tls(agent), "nn1")).isEqualTo("nn1");
    assertThatThrownBy(() -> called(caller, tls(agent), "nn3"))
        .hasMessage("called nn3 and found nn1");
    var launcher = spec(PeerIdentity.NODE_PREFIX + "nn1").withRoles(Role.AGENT, Role.NET_AGENT);
    assertThatThrownBy(() -> called(caller, tls(launcher), "nn1"))
        .hasMessage("system:node:nn1 is no cnci-agent of a node");
    var concentrator = spec("default-4096").withRoles(Role.CNCI_AGENT);
    assertThatThrownBy(() -> called(caller, tls(concentrator), "nn1"))
        .hasMessage("default-4096 is no cnci-agent of a node");
  }

  /// Whom the caller finds.
  private static String called(LiveTls caller, LiveTls answering, String expected)
      throws Exception {
    var loopback = InetAddress.ofLiteral("127.0.0.1");
    try (var server = answering.serverContext().getServerSocketFactory().createServerSocket()) {
      server.bind(new InetSocketAddress(loopback, 0));
      var answer =
          CompletableFuture.runAsync(
              () -> {
                try (var accepted = (SSLSocket) server.accept()) {
                  accepted.startHandshake();
                } catch (IOException _) {
                  // The caller may hang up.
                }
              });
      var socket = (SSLSocket) caller.sslContext().getSocketFactory().createSocket();
      socket.connect(server.getLocalSocketAddress());
      try (var stream =
          HeartbeatStream.over(
              socket, Optional.of(expected), new Replicas("nn2", "", System::nanoTime))) {
        return stream.peer();
      } finally {
        answer.join();
      }
    }
  }

  /// One that carries a concentrator which nn1 serves.
  private static Replicas replicas(String node) {
    var vtep = node.equals("nn1") ? "127.0.0.2" : "127.0.0.3";
    var replicas = new Replicas(node, vtep, System::nanoTime);
    var active = new ActiveConcentrator("u", "nn1", "127.0.0.2", 7);
    var concentrator = TakeoverWorld.made(List.of("nn1", "nn2"), active, 8);
    var stance = replicas.stance(KEY, concentrator, true, node.equals("nn1"));
    replicas.enacted(KEY, stance);
    return replicas;
  }

  private Heartbeats beats(String node, String address, Replicas replicas) {
    var beats =
        new Heartbeats(
            new InetSocketAddress(address, port),
            tls(spec(PeerIdentity.NODE_PREFIX + node).withRoles(Role.CNCI_AGENT)),
            replicas);
    open.add(beats);
    return beats.start();
  }

  private LiveTls tls(CertificateSpec spec) {
    try {
      var files = TlsFiles.in(Files.createTempDirectory(directory, "tls"));
      files.write(new TlsIdentity(authority.issue(spec), List.of(authority.certificate())));
      return LiveTls.of(files);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CertificateSpec spec(String name) {
    var now = Instant.now();
    return CertificateSpec.named(name, now.minusSeconds(60), now.plusSeconds(3600));
  }
}
