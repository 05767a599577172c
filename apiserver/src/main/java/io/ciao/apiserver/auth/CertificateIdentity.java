package io.ciao.apiserver.auth;

import io.ciao.ssntp.cert.PeerIdentity;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.UUID;

/// The identity in a client certificate that TLS has verified: user from CN, groups from each O,
/// roles from the extended key usages, UUID from the alternative name `urn:uuid:…`.
public final class CertificateIdentity {
  private CertificateIdentity() {}

  /// The identity; [Identity#ANONYMOUS] if the certificate names nobody.
  public static Identity of(X509Certificate certificate) {
    PeerIdentity peer = PeerIdentity.of(certificate);
    if (peer.commonName().isEmpty()) {
      return Identity.ANONYMOUS;
    }
    return Identity.known(
            peer.commonName(),
            peer.organizations(),
            Set.copyOf(peer.roles().toList()),
            peer.uuid().map(UUID::toString).orElse(""))
        .shownBy(certificate);
  }
}
