package io.ciao.launcher.testing;

import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A small cluster's certificates.
public final class Certificates {
  private final Instant from = Instant.now().minusSeconds(60);
  private final Instant to = from.plus(Duration.ofDays(1));
  private final SecureRandom random = new SecureRandom();
  private final CertificateAuthority authority =
      CertificateAuthority.create(CertificateSpec.named("test CA", from, to), random);

  public TlsIdentity apiserver(String... addresses) {
    return identity(
        spec("ciao:apiserver").withOrganizations("ciao:apiservers").withHosts(List.of(addresses)));
  }

  public TlsIdentity scheduler(String... addresses) {
    return identity(
        spec("ciao:scheduler")
            .withOrganizations("ciao:schedulers")
            .withRoles(Role.SCHEDULER, Role.SERVER)
            .withHosts(List.of(addresses))
            .withUuid(UUID.randomUUID()));
  }

  /// Whoever acts in that role.
  public TlsIdentity peer(Role role) {
    return identity(spec(role.word()).withRoles(role).withUuid(UUID.randomUUID()));
  }

  /// Writes a compute node's files and returns its UUID.
  public UUID node(String name, Path directory, String address) throws IOException {
    Files.createDirectories(directory);
    var uuid = UUID.randomUUID();
    TlsFiles.in(directory)
        .write(
            identity(
                spec("system:node:" + name)
                    .withOrganizations("system:nodes")
                    .withRoles(Role.AGENT)
                    .withHosts(List.of(address))
                    .withUuid(uuid)));
    return uuid;
  }

  private CertificateSpec spec(String name) {
    return CertificateSpec.named(name, from, to);
  }

  private TlsIdentity identity(CertificateSpec spec) {
    return new TlsIdentity(authority.issue(spec), List.of(authority.certificate()));
  }
}
