package io.ciao.ssntp.cert;

import java.util.List;
import javax.net.ssl.SSLParameters;

/// Which TLS versions are spoken.
public enum TlsPolicy {
  /// TLS 1.3 only.
  TLS_1_3,
  /// TLS 1.2 too, where the original's Go ends.
  TLS_1_2_OR_LATER;

  /// The protocol names, as Java's TLS and Vert.x spell them.
  public List<String> protocols() {
    return switch (this) {
      case TLS_1_3 -> List.of("TLSv1.3");
      case TLS_1_2_OR_LATER -> List.of("TLSv1.3", "TLSv1.2");
    };
  }

  /// Parameters of a client: these versions, and the server's certificate must name the host that
  /// was dialled.
  public SSLParameters clientParameters() {
    var parameters = parameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  /// Parameters of a server: these versions, and a client must show a certificate.
  public SSLParameters serverParameters() {
    var parameters = parameters();
    parameters.setNeedClientAuth(true);
    return parameters;
  }

  private SSLParameters parameters() {
    var parameters = new SSLParameters();
    parameters.setProtocols(protocols().toArray(String[]::new));
    return parameters;
  }
}
