package io.ciao.scheduler.ssntp;

import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.ServerConfig;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A cluster's authority, and certificates of it that began an hour ago and are good for a day.
final class TestAuthority {
  private final Instant made = Instant.now();
  private final CertificateAuthority authority =
      CertificateAuthority.create(spec("test CA"), new SecureRandom());

  private CertificateSpec spec(String name) {
    return CertificateSpec.named(
        name, made.minus(Duration.ofHours(1)), made.plus(Duration.ofDays(1)));
  }

  private TlsIdentity identity(CertificateSpec spec) {
    return new TlsIdentity(authority.issue(spec), List.of(authority.certificate()));
  }

  /// Who a peer is.
  TlsIdentity peer(String name, UUID uuid, Role... roles) {
    return identity(spec(name).withRoles(roles).withUuid(uuid));
  }

  /// A scheduler's server on a free port of loopback.
  ServerConfig scheduler() {
    var loopback = "127.0.0.1";
    var tls =
        identity(
            spec("ciao:scheduler")
                .withRoles(Role.SCHEDULER)
                .withHosts(List.of(loopback))
                .withUuid(UUID.randomUUID()));
    return ServerConfig.of(tls, List.of(new HostPort(loopback, 0)));
  }
}
