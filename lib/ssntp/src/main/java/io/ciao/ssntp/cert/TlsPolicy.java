package io.ciao.ssntp.cert;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;

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

  /// What a server accepts, best first: ChaCha20-Poly1305 before AES, whichever version is spoken.
  ///
  /// Java's AES-GCM is fast only once C2 has compiled it. Agents and `ciaoctl` run without C2, and
  /// every program runs without it at first: there 4 KiB take AES-GCM 106 µs and ChaCha20 24 µs
  /// (with C2 3.7 and 2.9).
  public static List<String> cipherSuites() {
    var supported = ((SSLServerSocketFactory) SSLServerSocketFactory.getDefault());
    return Stream.of(supported.getDefaultCipherSuites())
        .sorted(Comparator.comparing(suite -> !suite.contains("CHACHA20")))
        .toList();
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
    parameters.setCipherSuites(cipherSuites().toArray(String[]::new));
    parameters.setNeedClientAuth(true);
    return parameters;
  }

  private SSLParameters parameters() {
    var parameters = new SSLParameters();
    parameters.setProtocols(protocols().toArray(String[]::new));
    return parameters;
  }
}
