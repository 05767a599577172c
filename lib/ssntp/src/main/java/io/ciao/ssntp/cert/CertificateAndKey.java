package io.ciao.ssntp.cert;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A certificate with the issuers sent along, and its private key.
///
/// @param chain the holder's certificate first; never empty
/// @param key never printed
public record CertificateAndKey(List<X509Certificate> chain, PrivateKey key) {

  /// Copies the chain.
  public CertificateAndKey {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a key without a certificate");
    }
  }

  /// The holder's certificate.
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  @Override
  public String toString() {
    return "CertificateAndKey[" + certificate().getSubjectX500Principal() + "]";
  }
}
