package io.ciao.ssntp.session;

import io.ciao.ssntp.cert.TlsPolicy;

/// Whom to talk to.
public enum Compatibility {
  /// ciao's own peers: TLS 1.3, and the UUID must be the certificate's.
  STRICT(TlsPolicy.TLS_1_3),
  /// The original's peers too: TLS 1.2, and a certificate without a UUID may claim any.
  ORIGINAL(TlsPolicy.TLS_1_2_OR_LATER);

  private final TlsPolicy tls;

  Compatibility(TlsPolicy tls) {
    this.tls = tls;
  }

  /// Reads `strict` or `original`.
  public static Compatibility parse(String word) {
    return switch (word) {
      case "strict" -> STRICT;
      case "original" -> ORIGINAL;
      default ->
          throw new IllegalArgumentException(
              "\"%s\" is found; strict or original is needed".formatted(word));
    };
  }

  /// The TLS versions.
  public TlsPolicy tls() {
    return tls;
  }
}
