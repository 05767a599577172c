package io.ciao.apiserver.http;

import io.ciao.apiserver.auth.CertificateIdentity;
import io.ciao.apiserver.auth.Identity;
import io.vertx.core.http.HttpConnection;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;

/// The identities of the connections' certificates, kept so that a certificate is read once and not
/// with each request. Safe for many threads.
final class PeerIdentities {
  private static final int KEPT_MAX = 4_096;

  private final Map<X509Certificate, Identity> known = new ConcurrentHashMap<>();

  Identity of(HttpConnection connection) {
    if (known.size() >= KEPT_MAX) {
      known.clear();
    }
    return certificate(connection)
        .map(shown -> known.computeIfAbsent(shown, _ -> CertificateIdentity.of(shown)))
        .orElse(Identity.ANONYMOUS);
  }

  /// The certificate that a client has shown; empty: none.
  static Optional<X509Certificate> certificate(HttpConnection connection) {
    try {
      List<Certificate> chain = connection.peerCertificates();
      return chain != null
              && !chain.isEmpty()
              && chain.getFirst() instanceof X509Certificate certificate
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }
}
