package io.ciao.apiserver.http;

import io.ciao.apiserver.auth.CertificateIdentity;
import io.ciao.apiserver.auth.Identity;
import io.vertx.core.http.HttpConnection;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;

/// The identities of the connections' certificates, kept so that a certificate is read once and not
/// with each request. Safe for many threads.
final class PeerIdentities {
  private static final int KEPT_MAX = 4_096;

  private final Map<Certificate, Identity> known = new ConcurrentHashMap<>();

  Identity of(HttpConnection connection) {
    List<Certificate> chain;
    try {
      chain = connection.peerCertificates();
    } catch (SSLPeerUnverifiedException none) {
      return Identity.ANONYMOUS;
    }
    if (chain == null
        || chain.isEmpty()
        || !(chain.getFirst() instanceof X509Certificate certificate)) {
      return Identity.ANONYMOUS;
    }
    if (known.size() >= KEPT_MAX) {
      known.clear();
    }
    return known.computeIfAbsent(certificate, _ -> CertificateIdentity.of(certificate));
  }
}
