package io.ciao.ctl.dev;

import io.ciao.ctl.dev.DevLayout.DevNode;
import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/// The cluster's authority and one certificate a program. The authority's key stays in the
/// cluster's directory, mode 0600 and named dev-only: a real cluster keeps it elsewhere.
final class DevCertificates {
  /// Who looks at what crosses the scheduler. The cluster has no controller.
  static final String CONTROLLER = "controller";

  private static final String AUTHORITY_KEY = "dev-only-ca-key.pem";
  private static final Duration VALIDITY = Duration.ofDays(365);
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final DevLayout layout;
  private final CertificateAuthority authority;
  private final Instant now;

  private DevCertificates(DevLayout layout, CertificateAuthority authority, Instant now) {
    this.layout = layout;
    this.authority = authority;
    this.now = now;
  }

  /// Where the authority's key lies, with which the apiserver signs certificates of nodes.
  static Path authorityKey(DevLayout layout) {
    return layout.directory().resolve("tls").resolve(AUTHORITY_KEY);
  }

  /// Makes what is missing; certificates that exist stay, and with them the identities of nodes.
  static void ensure(DevLayout layout, Instant now) throws IOException {
    var directory = layout.directory().resolve("tls");
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    var certificates = new DevCertificates(layout, authority(directory, now), now);
    certificates.programs();
    for (var node : layout.nodes()) {
      certificates.node(node);
    }
    for (var name : layout.simulatedNodes()) {
      certificates.issue(
          layout.tls("simulated").resolve(name),
          certificates.nodeSpec(name, List.of(layout.controlAddress())).withRoles(Role.AGENT));
    }
  }

  private static CertificateAuthority authority(Path directory, Instant now) {
    var certificate = directory.resolve("ca.pem");
    var key = directory.resolve(AUTHORITY_KEY);
    var random = new SecureRandom();
    if (Files.exists(certificate) && Files.exists(key)) {
      return CertificateAuthority.of(PemFiles.readCertificateAndKey(certificate, key), random);
    }
    var made =
        CertificateAuthority.createForPeople(
            CertificateSpec.named("ciao dev CA", now.minus(CLOCK_SKEW), now.plus(VALIDITY)),
            random);
    PemFiles.writeKey(key, made.certificateAndKey().key());
    PemFiles.writeCertificates(certificate, made.certificateAndKey().chain());
    return made;
  }

  private void programs() throws IOException {
    var hosts = List.of("127.0.0.1", "localhost", layout.controlAddress());
    issue(
        layout.tls("admin"),
        () -> authority.issueForPeople(named("admin").withOrganizations("ciao:admins")));
    for (var plane : layout.planes()) {
      issue(
          layout.tls(plane.apiserver()),
          () ->
              authority.issueForPeople(
                  named("ciao:apiserver").withOrganizations("ciao:apiservers").withHosts(hosts)));
      issue(
          layout.tls(plane.scheduler()),
          named("ciao:scheduler")
              .withOrganizations("ciao:schedulers")
              .withRoles(Role.SCHEDULER, Role.SERVER)
              .withHosts(hosts)
              .withUuid(UUID.randomUUID()));
    }
    if (!layout.etcdUrls().isEmpty()) {
      etcd(hosts);
    }
    issue(
        layout.tls(CONTROLLER),
        named("ciao:controller").withRoles(Role.CONTROLLER).withUuid(UUID.randomUUID()));
  }

  /// Of an authority of its own, whose key nobody keeps: what the cluster's signs opens no etcd.
  private void etcd(List<String> hosts) throws IOException {
    var directory = layout.tls(DevPrograms.ETCD);
    if (Files.exists(directory.resolve("cert.pem"))) {
      return;
    }
    var own = CertificateAuthority.create(named("ciao dev etcd"), new SecureRandom());
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    var member = own.issue(named("etcd").withHosts(hosts));
    TlsFiles.in(directory).write(new TlsIdentity(member, List.of(own.certificate())));
  }

  private void node(DevNode node) throws IOException {
    var spec = nodeSpec(node.name(), List.of(node.address()));
    issue(layout.tls(node.name()), spec.withRoles(roles(node)));
    if (node.network()) {
      issue(
          layout.tls(node.name() + "-cnci"),
          nodeSpec(node.name(), List.of(node.address())).withRoles(Role.CNCI_AGENT));
    }
  }

  private static Role[] roles(DevNode node) {
    if (!node.network()) {
      return new Role[] {Role.AGENT};
    }
    return node.computes() ? new Role[] {Role.AGENT, Role.NET_AGENT} : new Role[] {Role.NET_AGENT};
  }

  private CertificateSpec nodeSpec(String name, List<String> hosts) {
    return named(PeerIdentity.NODE_PREFIX + name)
        .withOrganizations("system:nodes")
        .withHosts(hosts)
        .withUuid(UUID.randomUUID());
  }

  private CertificateSpec named(String commonName) {
    return CertificateSpec.named(commonName, now.minus(CLOCK_SKEW), now.plus(VALIDITY));
  }

  private void issue(Path directory, CertificateSpec spec) throws IOException {
    issue(directory, () -> authority.issue(spec));
  }

  private void issue(Path directory, Supplier<CertificateAndKey> certificate) throws IOException {
    if (Files.exists(directory.resolve("cert.pem"))) {
      return;
    }
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    var identity = new TlsIdentity(certificate.get(), List.of(authority.certificate()));
    TlsFiles.in(directory).write(identity);
  }
}
