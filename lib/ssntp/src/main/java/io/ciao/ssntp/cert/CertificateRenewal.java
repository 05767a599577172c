package io.ciao.ssntp.cert;

import io.ciao.basis.text.ErrorText;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a program's certificate young: has each next one signed for a new key before the present
/// one ends, and puts both in its files at once. What is connected stays connected. One that
/// somebody else has replaced in the meantime is simply the present one.
public final class CertificateRenewal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);

  /// Files and wall clock are looked at again after so long at the latest.
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  /// Has a request signed by the cluster.
  @FunctionalInterface
  public interface Signer {
    /// The certificate, issuers that are to be sent along behind it.
    ///
    /// @throws RuntimeException saying why not
    List<X509Certificate> sign(CertificateRequest request);

    /// One that takes and answers PEM.
    static Signer ofText(UnaryOperator<String> signer) {
      return request ->
          PemFiles.parseCertificates(Path.of("answer"), signer.apply(PemFiles.text(request)));
    }
  }

  private final LiveTls tls;
  private final Signer signer;
  private final InstantSource clock;
  private final SecureRandom random;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private BigInteger serial = BigInteger.ZERO;
  private int failures;
  private Instant failedAt = Instant.EPOCH;

  /// Nothing happens before {@link #start}.
  public CertificateRenewal(LiveTls tls, Signer signer, InstantSource clock, SecureRandom random) {
    this.tls = tls;
    this.signer = signer;
    this.clock = clock;
    this.random = random;
    this.thread = Thread.ofVirtual().name("certificate-renewal").unstarted(this::run);
  }

  /// When a certificate that renews itself is renewed, if all goes well.
  ///
  /// @param begin first moment of its validity
  /// @param end last moment of its validity
  public static Instant due(Instant begin, Instant end, BigInteger serial) {
    return RenewalRule.due(new RenewalRule.State(begin, end, serial, 0, Instant.EPOCH));
  }

  /// Begins, on a thread of its own.
  public CertificateRenewal start() {
    thread.start();
    return this;
  }

  /// Renews the certificate if that is due.
  ///
  /// @return when to come again
  Instant pass() {
    var present = tls.get().own().certificate();
    if (!present.getSerialNumber().equals(serial)) {
      serial = present.getSerialNumber();
      failures = 0;
    }
    var due = RenewalRule.due(state(present));
    if (due.isAfter(clock.instant())) {
      return due;
    }
    try {
      var next = renew(present);
      serial = next.getSerialNumber();
      failures = 0;
      LOG.info(
          "certificate renewed serial={} until={}",
          serial.toString(16),
          next.getNotAfter().toInstant());
      return RenewalRule.due(state(next));
    } catch (RuntimeException e) {
      failures++;
      failedAt = clock.instant();
      var again = RenewalRule.due(state(present));
      LOG.warn(
          "certificate not renewed until={} again={} problem={}",
          present.getNotAfter().toInstant(),
          again,
          ErrorText.of(e));
      return again;
    }
  }

  private RenewalRule.State state(X509Certificate certificate) {
    return new RenewalRule.State(
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        certificate.getSerialNumber(),
        failures,
        failedAt);
  }

  private X509Certificate renew(X509Certificate present) {
    var keys = KeyPairs.newEc(random);
    var request =
        CertificateRequest.create(
            CertificateSpec.named("", Instant.EPOCH, Instant.EPOCH.plusSeconds(1)), keys);
    var chain = signer.sign(request);
    var next = chain.getFirst();
    var before = PeerIdentity.of(present);
    if (!next.getPublicKey().equals(keys.getPublic())) {
      throw new IllegalStateException("what was signed is for another key than was asked for");
    }
    if (!PeerIdentity.of(next).equals(before)) {
      throw new IllegalStateException(
          "what was signed is for %s; for %s is needed".formatted(PeerIdentity.of(next), before));
    }
    tls.files().replaceOwn(new CertificateAndKey(chain, keys.getPrivate()));
    return next;
  }

  private void run() {
    try {
      var wait = Duration.ZERO;
      while (!closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        var left = Duration.between(clock.instant(), pass());
        wait = left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN;
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
