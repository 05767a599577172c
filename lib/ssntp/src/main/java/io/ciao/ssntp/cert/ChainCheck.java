package io.ciao.ssntp.cert;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Whether a certificate leads to an authority that is trusted. Pure.
public final class ChainCheck {
  private ChainCheck() {}

  /// What is wrong, in words that name what was found and what is needed; empty: nothing.
  ///
  /// @param chain the holder's certificate first, then issuers that are sent along
  /// @param anchors the authorities that are trusted
  public static Optional<String> problem(
      List<X509Certificate> chain, List<X509Certificate> anchors, Instant now) {
    var own = chain.getFirst();
    if (own.getNotAfter().toInstant().isBefore(now)) {
      return Optional.of(
          "the certificate ended at %s; one that is valid at %s is needed"
              .formatted(own.getNotAfter().toInstant(), now));
    }
    if (own.getNotBefore().toInstant().isAfter(now)) {
      return Optional.of(
          "the certificate begins at %s; one that is valid at %s is needed"
              .formatted(own.getNotBefore().toInstant(), now));
    }
    try {
      var path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
      var trusted =
          anchors.stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toSet());
      var parameters = new PKIXParameters(trusted);
      parameters.setRevocationEnabled(false);
      parameters.setDate(date(now));
      CertPathValidator.getInstance("PKIX").validate(path, parameters);
      return expired(anchors, own, now);
    } catch (CertPathValidatorException e) {
      return Optional.of(
          "the certificate of '%s' was issued by '%s'; a signature of %s is needed (%s)"
              .formatted(
                  own.getSubjectX500Principal(),
                  own.getIssuerX500Principal(),
                  anchors.stream()
                      .map(each -> "'" + each.getSubjectX500Principal() + "'")
                      .collect(Collectors.joining(" or ")),
                  e.getMessage()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot check certificates", e);
    }
  }

  /// Java trusts an authority for ever; other programs do not.
  private static Optional<String> expired(
      List<X509Certificate> anchors, X509Certificate own, Instant now) {
    return anchors.stream()
        .filter(each -> each.getSubjectX500Principal().equals(own.getIssuerX500Principal()))
        .filter(each -> each.getNotAfter().toInstant().isBefore(now))
        .findFirst()
        .map(
            each ->
                "the authority '%s' ended at %s; one that is valid at %s is needed"
                    .formatted(
                        each.getSubjectX500Principal(), each.getNotAfter().toInstant(), now));
  }

  @SuppressWarnings("JavaUtilDate") // what Java's check takes
  private static Date date(Instant instant) {
    return Date.from(instant);
  }
}
