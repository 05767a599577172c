package io.ciao.ctl.cert;

import io.ciao.ctl.session.UsageException;
import io.ciao.ssntp.cert.CertificateSpec;
import java.time.Duration;
import java.time.Instant;

/// From when to when a certificate is to be valid.
record Validity(Instant from, Instant to) {
  private static final int MOST_DAYS = 36_500;

  /// Clocks of other machines may be late.
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  static Validity days(int days, Instant now) {
    if (days < 1 || days > MOST_DAYS) {
      throw new UsageException("--days %d is found; 1 to %d are needed".formatted(days, MOST_DAYS));
    }
    return new Validity(now.minus(CLOCK_SKEW), now.plus(Duration.ofDays(days)));
  }

  /// Nobody believes a certificate longer than the authority that issued it.
  Validity within(Instant authorityEnd) {
    return to.isAfter(authorityEnd) ? new Validity(from, authorityEnd) : this;
  }

  CertificateSpec named(String commonName) {
    return CertificateSpec.named(commonName, from, to);
  }
}
