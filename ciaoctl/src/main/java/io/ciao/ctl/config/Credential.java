package io.ciao.ctl.config;

import io.ciao.ssntp.cert.CertificateAndKey;

/// Who a user of a kubeconfig file is to the server.
public sealed interface Credential {

  /// Proves it in the TLS handshake.
  record Certificate(CertificateAndKey own) implements Credential {}

  /// Proves it with a header. Never printed.
  record Bearer(String token) implements Credential {
    @Override
    public String toString() {
      return "Bearer[…]";
    }
  }
}
