package io.ciao.ssntp;

import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A certificate authority and what it issues, for tests.
public final class TestPki {

  private final Instant from = Instant.now().minus(Duration.ofHours(1));
  private final Instant to = from.plus(Duration.ofDays(1));
  private final CertificateAuthority authority =
      CertificateAuthority.create(CertificateSpec.named("test CA", from, to), new SecureRandom());

  /// The authority itself.
  public CertificateAuthority authority() {
    return authority;
  }

  /// A subject valid now.
  public CertificateSpec spec(String name) {
    return CertificateSpec.named(name, from, to);
  }

  /// A scheduler on this machine.
  public TlsIdentity scheduler(UUID uuid) {
    return identity(
        spec("ciao:scheduler")
            .withOrganizations("ciao:schedulers")
            .withRoles(Role.SCHEDULER, Role.SERVER)
            .withHosts(List.of("127.0.0.1", "::1", "localhost"))
            .withUuid(uuid));
  }

  /// The agent of a compute node.
  public TlsIdentity agent(UUID uuid) {
    return identity(
        spec("system:node:n1")
            .withOrganizations("system:nodes")
            .withRoles(Role.AGENT)
            .withHosts(List.of("127.0.0.1"))
            .withUuid(uuid));
  }

  /// Whoever acts in that role.
  public TlsIdentity peer(Role role, UUID uuid) {
    return identity(spec(role.word()).withRoles(role).withUuid(uuid));
  }

  /// Anybody.
  public TlsIdentity identity(CertificateSpec spec) {
    return new TlsIdentity(authority.issue(spec), List.of(authority.certificate()));
  }
}
