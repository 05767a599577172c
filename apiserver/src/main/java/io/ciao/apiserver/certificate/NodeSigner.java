package io.ciao.apiserver.certificate;

import io.ciao.apiserver.auth.Identity;
import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateFileException;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Signs certificates of nodes and of concentrators with the key of the cluster's authority. Safe
/// for many threads.
public final class NodeSigner {
  /// A machine whose clock is behind can use its certificate at once.
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final CertificateAuthority authority;
  private final Duration validity;
  private final InstantSource clock;

  /// @param validity how long a certificate lives, unless the authority ends before
  public NodeSigner(CertificateAuthority authority, Duration validity, InstantSource clock) {
    this.authority = authority;
    this.validity = validity;
    this.clock = clock;
  }

  /// Who a certificate says its holder is.
  ///
  /// @param uuid null for one that names none
  /// @param hosts names and addresses where it serves
  public record Holder(
      String commonName,
      String organization,
      Roles roles,
      @Nullable UUID uuid,
      List<String> hosts) {
    public Holder {
      hosts = List.copyOf(hosts);
    }

    /// A node.
    static Holder ofNode(String node, Roles roles, @Nullable UUID uuid, List<String> hosts) {
      return new Holder(PeerIdentity.NODE_PREFIX + node, Identity.NODES, roles, uuid, hosts);
    }

    /// A concentrator that the node carries. It serves nothing.
    static Holder ofConcentrator(String node, UUID uid) {
      return new Holder(
          PeerIdentity.CONCENTRATOR_PREFIX + node,
          Identity.CONCENTRATORS,
          Roles.of(Role.CNCI_AGENT),
          uid,
          List.of());
    }
  }

  /// Reads the authority: of the certificates the one that the key belongs to.
  ///
  /// @throws IOException naming the files, if none does
  public static NodeSigner open(
      Path certificates, Path key, Duration validity, InstantSource clock, SecureRandom random)
      throws IOException {
    try {
      var own = PemFiles.readKey(key);
      var half = KeyPairs.publicOf(own).orElse(null);
      for (var certificate : PemFiles.readCertificates(certificates)) {
        if (certificate.getPublicKey().equals(half)) {
          var both = new CertificateAndKey(List.of(certificate), own);
          return new NodeSigner(CertificateAuthority.of(both, random), validity, clock);
        }
      }
    } catch (CertificateFileException | IllegalArgumentException e) {
      throw new IOException("--ca-key: " + e.getMessage(), e);
    }
    throw new IOException(
        "--ca-key: %s is the key of no certificate in %s; that of the cluster's authority is needed"
            .formatted(key, certificates));
  }

  /// The authority whose signature it is.
  public X509Certificate authority() {
    return authority.certificate();
  }

  /// Signs a certificate. Nothing but the key is the holder's choice.
  ///
  /// @param notBefore it does not begin earlier
  public X509Certificate sign(Holder holder, PublicKey key, Instant notBefore) {
    Instant now = clock.instant();
    Instant begin = later(now.minus(CLOCK_SKEW), notBefore);
    Instant end = now.plus(validity);
    Instant authorityEnd = authority.certificate().getNotAfter().toInstant();
    CertificateSpec spec =
        CertificateSpec.named(
                holder.commonName(), begin, end.isBefore(authorityEnd) ? end : authorityEnd)
            .withOrganizations(holder.organization())
            .withRoles(holder.roles())
            .withHosts(holder.hosts());
    UUID uuid = holder.uuid();
    return authority.issue(uuid == null ? spec : spec.withUuid(uuid), key);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
