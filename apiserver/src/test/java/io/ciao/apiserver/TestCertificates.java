package io.ciao.apiserver;

import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// The certificates of a test's cluster, made anew for it.
final class TestCertificates {
  private final CertificateAuthority authority;
  private final Instant from = Instant.now().minus(Duration.ofMinutes(5));
  private final Instant until = from.plus(Duration.ofDays(1));

  TestCertificates() {
    authority =
        CertificateAuthority.create(
            CertificateSpec.named("test authority", from, until), new SecureRandom());
  }

  TlsIdentity admin() {
    return issue(named("admin").withOrganizations("ciao:admins"));
  }

  TlsIdentity apiserver() {
    return issue(
        named("ciao:apiserver")
            .withOrganizations("ciao:apiservers")
            .withHosts(List.of("127.0.0.1", "localhost")));
  }

  TlsIdentity scheduler() {
    return issue(
        named("ciao:scheduler")
            .withOrganizations("ciao:schedulers")
            .withRoles(Role.SCHEDULER, Role.SERVER)
            .withUuid(UUID.randomUUID()));
  }

  /// A launcher-agent's, or a cnci-agent's by the role CNCI_AGENT; also good for serving on
  /// 127.0.0.1.
  TlsIdentity node(String name, UUID uuid, Role... roles) {
    return issue(
        named("system:node:" + name)
            .withOrganizations("system:nodes")
            .withRoles(roles)
            .withHosts(List.of("127.0.0.1"))
            .withUuid(uuid));
  }

  TlsIdentity stranger() {
    return issue(named("somebody").withOrganizations("elsewhere"));
  }

  /// Somebody of no organisation, or of these.
  TlsIdentity person(String name, String... organizations) {
    CertificateSpec spec = named(name);
    return issue(organizations.length == 0 ? spec : spec.withOrganizations(organizations));
  }

  /// Somebody who serves on 127.0.0.1 for this test.
  TlsIdentity host() {
    return issue(named("host").withHosts(List.of("127.0.0.1", "localhost")));
  }

  /// A context that trusts the cluster and shows no certificate.
  SSLContext trustOnly() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {admin().trustManager()}, null);
    return context;
  }

  void writeAuthorityKey(Path file) {
    PemFiles.writeKey(file, authority.certificateAndKey().key());
  }

  X509Certificate authority() {
    return authority.certificate();
  }

  static Path write(TlsIdentity identity, Path directory) {
    TlsFiles.in(directory).write(identity);
    return directory;
  }

  private CertificateSpec named(String name) {
    return CertificateSpec.named(name, from, until);
  }

  private TlsIdentity issue(CertificateSpec spec) {
    return new TlsIdentity(authority.issue(spec), List.of(authority.certificate()));
  }
}
