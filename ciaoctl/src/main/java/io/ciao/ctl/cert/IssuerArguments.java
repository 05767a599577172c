package io.ciao.ctl.cert;

import io.ciao.ctl.session.RefusedException;
import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PemFiles;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Who signs, and for how long.
final class IssuerArguments {
  @Option(
      names = "--anchor",
      paramLabel = "FILE",
      required = true,
      description = "The trust anchor that signs: a PEM file with its certificate and key.")
  private @Nullable Path anchor;

  @Option(
      names = "--anchor-key",
      paramLabel = "FILE",
      description = "The anchor's key, where it lies in a file of its own.")
  private @Nullable Path anchorKey;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "365",
      description = "How long it is valid, not longer than the anchor (default: 365).")
  private int days = 365;

  Path anchor() {
    return Objects.requireNonNull(anchor, "picocli requires it");
  }

  /// Reads the anchor.
  CertificateAuthority authority(Instant now) {
    var file = anchor();
    var keyFile = anchorKey == null ? file : anchorKey;
    var both = PemFiles.readCertificateAndKey(file, keyFile);
    var certificate = both.certificate();
    if (certificate.getBasicConstraints() < 0) {
      throw new RefusedException(
          "%s holds the certificate of '%s', which is no authority; a trust anchor is needed, made by: ciaoctl cert anchor"
              .formatted(file, certificate.getSubjectX500Principal()));
    }
    if (!belongs(both)) {
      throw new RefusedException(
          "the key in %s is not that of the certificate in %s; both of the same anchor are needed"
              .formatted(keyFile, file));
    }
    var end = certificate.getNotAfter().toInstant();
    if (end.isBefore(now)) {
      throw new RefusedException(
          "the anchor in %s ended at %s; one that is valid is needed".formatted(file, end));
    }
    return CertificateAuthority.of(both, new SecureRandom());
  }

  private static boolean belongs(CertificateAndKey both) {
    return KeyPairs.publicOf(both.key())
        .filter(key -> key.equals(both.certificate().getPublicKey()))
        .isPresent();
  }

  /// Says on standard error if the anchor ends a day or more before that.
  Validity validity(CertificateAuthority authority, Instant now) {
    var asked = Validity.days(days, now);
    var given = asked.within(authority.certificate().getNotAfter().toInstant());
    if (Duration.between(given.to(), asked.to()).toDays() > 0) {
      OutputArguments.err()
          .println("it ends with its anchor, at %s, before %d days".formatted(given.to(), days));
    }
    return given;
  }
}
