package io.ciao.ctl.command;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/// Certificates and keys as PEM text. Pure.
final class PemBlocks {
  private static final int LINE = 64;

  private PemBlocks() {}

  static String certificates(List<X509Certificate> chain) {
    var text = new StringBuilder();
    try {
      for (var certificate : chain) {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate without encoding", e);
    }
    return text.toString();
  }

  /// In PKCS#8.
  static String key(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  private static String block(String type, byte[] der) {
    var lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(type, lines.encodeToString(der), type);
  }
}
