package io.ciao.ctl.cert;

import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PeerIdentity;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// What a certificate says, a line each. Pure.
final class CertificateText {
  /// By the tag of an alternative name.
  private static final Map<Object, String> NAMES =
      Map.of(1, "For email:", 2, "For host:", 6, "For URI:", 7, "For IP:");

  private CertificateText() {}

  static String line(String label, Object value) {
    return "%-22s%s".formatted(label, value);
  }

  /// All lines but the one of the private key.
  static List<String> lines(String file, X509Certificate certificate) {
    var identity = PeerIdentity.of(certificate);
    var lines = new ArrayList<String>();
    lines.add(line("Certificate:", file));
    if (!identity.commonName().isEmpty()) {
      lines.add(line("Name:", identity.commonName()));
    }
    identity.organizations().forEach(each -> lines.add(line("Organization:", each)));
    identity.uuid().ifPresent(uuid -> lines.add(line("UUID:", uuid)));
    lines.add(line("Issuer:", certificate.getIssuerX500Principal()));
    lines.add(line("Serial:", certificate.getSerialNumber().toString(16)));
    lines.add(line("Is CA:", certificate.getBasicConstraints() >= 0));
    lines.add(line("Validity from:", certificate.getNotBefore().toInstant()));
    lines.add(line("Validity to:", certificate.getNotAfter().toInstant()));
    lines.add(line("For role:", identity.roles().isEmpty() ? "none" : identity.roles()));
    for (var name : names(certificate)) {
      var label = NAMES.get(name.get(0));
      if (label != null && !String.valueOf(name.get(1)).startsWith("urn:uuid:")) {
        lines.add(line(label, String.valueOf(name.get(1))));
      }
    }
    lines.add(line("Public key:", size(certificate)));
    lines.add(line("Fingerprint:", KeyPairs.fingerprint(certificate.getPublicKey())));
    return lines;
  }

  private static Collection<List<?>> names(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException _) {
      return List.of();
    }
  }

  private static String size(X509Certificate certificate) {
    return switch (certificate.getPublicKey()) {
      case RSAKey rsa -> "RSA %d".formatted(rsa.getModulus().bitLength());
      case ECKey ec -> "EC %d".formatted(ec.getParams().getCurve().getField().getFieldSize());
      default -> certificate.getPublicKey().getAlgorithm();
    };
  }
}
