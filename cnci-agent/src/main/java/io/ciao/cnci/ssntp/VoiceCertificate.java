package io.ciao.cnci.ssntp;

import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.CertificateRenewal;
import io.ciao.ssntp.cert.CertificateRequest;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.TlsIdentity;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A concentrator's certificate. It is in memory alone: an agent that starts asks for a new one,
/// and while no apiserver answers it has nothing to say that matters.
///
/// @param tls whom the concentrator believes is as with the node
record VoiceCertificate(TlsIdentity tls) {

  /// Has a certificate signed for a new key.
  ///
  /// @param node what the node shows, and whom it believes
  /// @throws IllegalStateException if what was signed is for another key or concentrator
  static VoiceCertificate request(
      UUID uid, TlsIdentity node, CertificateRenewal.Signer signer, SecureRandom random) {
    var keys = KeyPairs.newEc(random);
    var wish = CertificateSpec.named("", Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
    var chain = signer.sign(CertificateRequest.create(wish, keys));
    var signed = chain.getFirst();
    if (!signed.getPublicKey().equals(keys.getPublic())) {
      throw new IllegalStateException("what was signed is for another key than was asked for");
    }
    if (!PeerIdentity.of(signed).uuid().equals(Optional.of(uid))) {
      throw new IllegalStateException(
          "what was signed is for %s; for concentrator %s is needed"
              .formatted(PeerIdentity.of(signed), uid));
    }
    return new VoiceCertificate(
        new TlsIdentity(new CertificateAndKey(chain, keys.getPrivate()), node.trusted()));
  }

  /// When the next one is to be asked for.
  Instant due() {
    var certificate = tls.own().certificate();
    return CertificateRenewal.due(
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        certificate.getSerialNumber());
  }
}
