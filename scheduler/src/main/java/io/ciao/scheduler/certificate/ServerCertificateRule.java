package io.ciao.scheduler.certificate;

import io.ciao.api.config.ClusterReasons;
import io.ciao.api.meta.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Whether servers' certificates go on being good for as long as people need to replace them. Pure.
final class ServerCertificateRule {
  private static final Duration NOTICE = Duration.ofDays(30);
  private static final int NOTICE_PART = 4;

  private ServerCertificateRule() {}

  /// A certificate that a server shows.
  ///
  /// @param holder in words
  record Shown(String holder, Instant notBefore, Instant notAfter) {
    /// From then on people are told: 30 days before its end, of a short-lived one a quarter of its
    /// life.
    Instant noticed() {
      var part = Duration.between(notBefore, notAfter).dividedBy(NOTICE_PART);
      return notAfter.minus(part.compareTo(NOTICE) < 0 ? part : NOTICE);
    }

    private String ending(Instant now) {
      return "that of %s %s at %s"
          .formatted(holder, notAfter.isBefore(now) ? "ended" : "ends", notAfter);
    }
  }

  /// @param shown at least one
  static Condition condition(List<Shown> shown, Instant now) {
    var sorted = shown.stream().sorted(Comparator.comparing(Shown::notAfter)).toList();
    var soon = sorted.stream().filter(each -> each.noticed().isBefore(now)).toList();
    return soon.isEmpty()
        ? Condition.of(
            ClusterReasons.CERTIFICATES_VALID,
            Condition.TRUE,
            ClusterReasons.CERTIFICATES_CURRENT,
            "the first certificate to end, " + sorted.getFirst().ending(now))
        : Condition.of(
            ClusterReasons.CERTIFICATES_VALID,
            Condition.FALSE,
            ClusterReasons.CERTIFICATES_END_SOON,
            soon.stream().map(each -> each.ending(now)).collect(Collectors.joining(", "))
                + "; put others in their files, no restart is needed but for another authority");
  }
}
