package io.ciao.ssntp.transport;

import io.ciao.ssntp.cert.LiveTls;
import io.ciao.ssntp.cert.TlsIdentity;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/// How a server shows who it is, and whom it lets in.
///
/// @param keys the certificate to show, asked for with each connection
/// @param trust the authorities whose clients are let in
/// @param refusal why a certificate is refused though its authority is trusted; empty: it is not.
///   Asked with each connection, and of all sessions by {@link SsntpServer#recheck}
public record ServerTls(
    X509KeyManager keys,
    X509TrustManager trust,
    Function<X509Certificate, Optional<String>> refusal) {

  /// One identity, and everybody of its authorities.
  public static ServerTls of(TlsIdentity identity) {
    return new ServerTls(identity.keyManager(), identity.trustManager(), _ -> Optional.empty());
  }

  /// The identity as it is in its files with each connection, and everybody of the authorities that
  /// are there now.
  public static ServerTls of(LiveTls live) {
    return new ServerTls(live.keyManager(), live.get().trustManager(), _ -> Optional.empty());
  }

  /// The same without those certificates.
  public ServerTls refusing(Function<X509Certificate, Optional<String>> other) {
    return new ServerTls(keys, trust, other);
  }
}
