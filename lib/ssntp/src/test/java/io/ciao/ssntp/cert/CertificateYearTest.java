package io.ciao.ssntp.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.ssntp.frame.Role;
import io.ciao.testkit.ManualClock;
import io.ciao.testkit.Seeds;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A year of an agent whose certificates live three days (in the long run one) and of its server,
/// by a clock of the test's own: every certificate is renewed in time, although nobody signs for
/// some hours of each month; what was connected stays connected, and what connects shows the newest
/// certificate by real TLS.
class CertificateYearTest {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration LIFE = Duration.ofDays(Seeds.longRun() ? 1 : 3);
  private static final Duration SAMPLE = Duration.ofDays(30);

  /// Less than a third of a certificate's life.
  private static final Duration OUTAGE = Duration.ofHours(6);

  private static final UUID NODE = UUID.fromString("59460b8a-5f53-4e3e-b5ce-b71fed8c7e64");

  @TempDir private Path directory;
  private final ManualClock clock = ManualClock.atStart();
  private final SecureRandom random = new SecureRandom();
  private final CertificateAuthority authority =
      CertificateAuthority.create(
          CertificateSpec.named("CA", clock.instant(), clock.instant().plus(YEAR.multipliedBy(2))),
          random);
  private final List<SSLSocket> held = new ArrayList<>();
  private int refused;

  /// Each month's outage begins with its first request, so that it surely meets one.
  private long outageOfMonth = -1;

  private Instant outageEnds = Instant.MIN;

  /// One end: its files, and what renews them.
  private record End(LiveTls tls, CertificateRenewal renewal) {
    X509Certificate certificate() {
      return tls.get().own().certificate();
    }
  }

  private CertificateSpec spec(String name, UUID uuid) {
    var life = name.equals("server") ? LIFE.multipliedBy(10) : LIFE;
    return CertificateSpec.named(name, clock.instant(), clock.instant().plus(life))
        .withRoles(Role.AGENT)
        .withHosts(List.of("127.0.0.1"))
        .withUuid(uuid);
  }

  private End end(String name, UUID uuid) {
    var files = TlsFiles.in(directory.resolve(name));
    files.write(
        new TlsIdentity(authority.issue(spec(name, uuid)), List.of(authority.certificate())));
    var tls = LiveTls.of(files);
    return new End(
        tls,
        new CertificateRenewal(tls, request -> sign(spec(name, uuid), request), clock, random));
  }

  private List<X509Certificate> sign(CertificateSpec spec, CertificateRequest request) {
    var month = Duration.between(ManualClock.START, clock.instant()).toDays() / 30;
    if (month != outageOfMonth) {
      outageOfMonth = month;
      outageEnds = clock.instant().plus(OUTAGE);
    }
    if (clock.instant().isBefore(outageEnds)) {
      refused++;
      throw new IllegalStateException("nobody signs now");
    }
    return List.of(authority.issue(spec, request.key()));
  }

  @Test
  void everyCertificateIsRenewedInTimeAndNoConnectionIsLost() throws Exception {
    var server = end("server", UUID.randomUUID());
    var agent = end("agent", NODE);
    var until = clock.instant().plus(YEAR);
    var sampleAt = clock.instant();
    var seen = new ArrayList<BigInteger>();
    try (var echo = echo(server)) {
      while (clock.instant().isBefore(until)) {
        var next = earlier(server.renewal().pass(), agent.renewal().pass());
        for (var end : List.of(server, agent)) {
          assertThat(end.certificate().getNotAfter().toInstant())
              .as("certificate at %s", clock.instant())
              .isAfter(clock.instant());
        }
        if (seen.isEmpty() || !seen.getLast().equals(agent.certificate().getSerialNumber())) {
          seen.add(agent.certificate().getSerialNumber());
        }
        if (!clock.instant().isBefore(sampleAt)) {
          connect(echo, agent, server);
          sampleAt = sampleAt.plus(SAMPLE);
        }
        clock.advance(Duration.between(clock.instant(), next));
      }
      connect(echo, agent, server);
      // Each is used for two thirds of its life, or a little more or less.
      var lives = (int) YEAR.dividedBy(LIFE);
      assertThat(seen).doesNotHaveDuplicates().hasSizeBetween(lives * 4 / 3, lives * 23 / 15);
      assertThat(held).hasSizeGreaterThanOrEqualTo(13);
      assertThat(refused).isPositive();
      assertThat(PeerIdentity.of(agent.certificate()).uuid()).contains(NODE);
    } finally {
      for (var socket : held) {
        socket.close();
      }
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /// Makes a connection, and speaks on it and on all that were made before.
  private void connect(SSLServerSocket echo, End agent, End server) throws Exception {
    var socket =
        (SSLSocket)
            context(agent)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), echo.getLocalPort());
    held.add(socket);
    socket.setSoTimeout(20_000);
    assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(server.certificate());
    assertThat(said(socket)).isEqualTo(agent.certificate().getSerialNumber());
    for (var before : held) {
      before.getOutputStream().write(7);
      assertThat(before.getInputStream().read()).isEqualTo(7);
    }
  }

  /// What the server saw of the client's certificate.
  private static BigInteger said(SSLSocket socket) throws IOException {
    var length = socket.getInputStream().read();
    return new BigInteger(socket.getInputStream().readNBytes(length));
  }

  /// Tells each client the serial number that it showed, and then says what it says.
  private SSLServerSocket echo(End server) throws Exception {
    var listener =
        (SSLServerSocket)
            context(server)
                .getServerSocketFactory()
                .createServerSocket(0, 8, InetAddress.getLoopbackAddress());
    listener.setNeedClientAuth(true);
    Thread.startVirtualThread(
        () -> {
          try {
            while (true) {
              var socket = (SSLSocket) listener.accept();
              Thread.startVirtualThread(() -> converse(socket));
            }
          } catch (IOException over) {
            // The test is.
          }
        });
    return listener;
  }

  private static void converse(SSLSocket socket) {
    try (socket) {
      var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      var serial = shown.getSerialNumber().toByteArray();
      socket.getOutputStream().write(serial.length);
      socket.getOutputStream().write(serial);
      for (var said = socket.getInputStream().read();
          said >= 0;
          said = socket.getInputStream().read()) {
        socket.getOutputStream().write(said);
      }
    } catch (IOException gone) {
      // The client.
    }
  }

  private SSLContext context(End end) throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLSv1.3");
    context.init(
        new KeyManager[] {end.tls().keyManager()}, new TrustManager[] {new ByTheClock()}, null);
    // What is resumed shows no certificate.
    context.getServerSessionContext().setSessionTimeout(1);
    return context;
  }

  @Test
  void whatIsSignedForSomebodyElseIsNotTaken() {
    var tls = end("agent", NODE).tls();
    var before = tls.get().own().certificate();
    clock.advance(LIFE.multipliedBy(3).dividedBy(4));
    var renewal =
        new CertificateRenewal(
            tls,
            request -> List.of(authority.issue(spec("other", NODE), request.key())),
            clock,
            random);

    var again = renewal.pass();

    assertThat(again).isEqualTo(clock.instant().plusSeconds(30));
    assertThat(tls.get().own().certificate()).isEqualTo(before);
  }

  @Test
  void filesThatAreHalfWrittenLeaveWhatWasThere() {
    var tls = end("agent", NODE).tls();
    var before = tls.get().own();
    var other = authority.issue(spec("agent", NODE));

    PemFiles.writeKey(tls.files().key(), other.key());
    assertThat(tls.get().own().certificate()).isEqualTo(before.certificate());
    assertThatThrownBy(() -> LiveTls.of(tls.files()))
        .isInstanceOf(CertificateFileException.class)
        .hasMessageContaining("another key");
    PemFiles.writeCertificates(tls.files().certificate(), other.chain());
    assertThat(tls.get().own().certificate()).isEqualTo(other.certificate());
    assertThat(tls.sslContext()).isSameAs(tls.sslContext());
  }

  /// Trusts the authority, and has the time from the test's clock.
  private final class ByTheClock extends X509ExtendedTrustManager {
    private void check(X509Certificate[] chain) throws CertificateException {
      var problem =
          ChainCheck.problem(List.of(chain), List.of(authority.certificate()), clock.instant());
      if (problem.isPresent()) {
        throw new CertificateException(problem.get());
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[] {authority.certificate()};
    }
  }
}
