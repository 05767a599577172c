package io.ciao.scheduler.ssntp;

import io.ciao.api.certificate.CertificateRevocation;
import io.ciao.api.certificate.RevokedCertificates;
import io.ciao.reconcile.Informer;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.transport.SsntpServer;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Peers whose certificates were revoked: they are refused, and cut off when they are connected. A
/// scheduler that has not read the list yet lets them in, and cuts them off once it has. Safe for
/// many threads.
public final class RevokedPeers {
  private volatile RevokedCertificates revoked = RevokedCertificates.NONE;
  private volatile @Nullable SsntpServer server;

  /// @param revocations not started yet
  public RevokedPeers(Informer<CertificateRevocation> revocations) {
    revocations.onChange(
        _ -> {
          revoked =
              RevokedCertificates.of(
                  revocations.entries().stream().map(Informer.Entry::object).toList());
          cut();
        });
  }

  /// Why a certificate is refused; empty: it is not revoked.
  public Optional<String> refusal(X509Certificate certificate) {
    return revoked.refusal(
        certificate.getSerialNumber().toString(16),
        PeerIdentity.of(certificate).holderNode().orElse(""),
        certificate.getNotBefore().toInstant());
  }

  /// The same server, whose peers are cut off from now on.
  public SsntpServer watch(SsntpServer started) {
    server = started;
    cut();
    return started;
  }

  private void cut() {
    var present = server;
    if (present != null) {
      present.recheck();
    }
  }
}
