package io.ciao.store;

import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateFileException;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.PemFiles;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The embedded etcd's own certificates: an authority whose key is thrown away at once, one
/// certificate for etcd (to clients and to members) and one for its clients.
///
/// @param directory holds them
record EtcdCertificates(Path directory) {
  private static final Duration VALIDITY = Duration.ofDays(3650);

  /// New ones are made when less than this is left.
  private static final Duration REMAINING = Duration.ofDays(90);

  /// Clocks of one machine may be set back a little.
  private static final Duration BEFORE = Duration.ofHours(1);

  Path authority() {
    return directory.resolve("ca.pem");
  }

  Path serverCertificate() {
    return directory.resolve("server-cert.pem");
  }

  Path serverKey() {
    return directory.resolve("server-key.pem");
  }

  Path clientCertificate() {
    return directory.resolve("client-cert.pem");
  }

  Path clientKey() {
    return directory.resolve("client-key.pem");
  }

  /// Makes the files unless they are there and good for a while.
  void ensure(Instant now) {
    if (!good(now)) {
      make(now);
    }
  }

  private boolean good(Instant now) {
    Instant until = now.plus(REMAINING);
    try {
      PemFiles.readKey(serverKey());
      PemFiles.readKey(clientKey());
      return List.of(authority(), serverCertificate(), clientCertificate()).stream()
          .map(file -> PemFiles.readCertificates(file).getFirst())
          .allMatch(certificate -> validAt(certificate, now) && validAt(certificate, until));
    } catch (CertificateFileException e) {
      return false;
    }
  }

  private void make(Instant now) {
    Instant from = now.minus(BEFORE);
    Instant to = now.plus(VALIDITY);
    SecureRandom random = new SecureRandom();
    CertificateAuthority ca =
        CertificateAuthority.create(CertificateSpec.named("ciao embedded etcd", from, to), random);
    CertificateAndKey server =
        ca.issue(
            CertificateSpec.named("etcd", from, to).withHosts(List.of("127.0.0.1", "localhost")));
    CertificateAndKey client = ca.issue(CertificateSpec.named("ciao", from, to));
    PemFiles.writeKey(serverKey(), server.key());
    PemFiles.writeCertificates(serverCertificate(), server.chain());
    PemFiles.writeKey(clientKey(), client.key());
    PemFiles.writeCertificates(clientCertificate(), client.chain());
    PemFiles.writeCertificates(authority(), List.of(ca.certificate()));
  }

  private static boolean validAt(X509Certificate certificate, Instant moment) {
    return !moment.isBefore(certificate.getNotBefore().toInstant())
        && !moment.isAfter(certificate.getNotAfter().toInstant());
  }
}
