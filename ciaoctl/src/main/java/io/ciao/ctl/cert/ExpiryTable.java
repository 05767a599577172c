package io.ciao.ctl.cert;

import io.ciao.ctl.output.TextTable;
import io.ciao.ssntp.cert.CertificateRenewal;
import io.ciao.ssntp.cert.PeerIdentity;
import java.io.PrintStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Certificates, the one that ends first on top. One that lies in several places is one row.
final class ExpiryTable {
  private final Instant now;

  /// By what tells one from another: the certificate, or place and name of one that is only told
  /// of.
  private final Map<Object, Row> rows = new LinkedHashMap<>();

  /// @param others how often it is there beside its first place
  /// @param renewal when its holder renews it; null: it does not
  private record Row(
      String first,
      int others,
      String name,
      String purpose,
      Instant until,
      @Nullable Instant renewal) {
    Row again() {
      return new Row(first, others + 1, name, purpose, until, renewal);
    }
  }

  ExpiryTable(Instant now) {
    this.now = now;
  }

  /// Adds a certificate that lies there; the first place is shown.
  void add(String place, X509Certificate certificate) {
    var identity = PeerIdentity.of(certificate);
    var name =
        identity.commonName().isEmpty()
            ? certificate.getSubjectX500Principal().toString()
            : identity.commonName();
    var until = certificate.getNotAfter().toInstant();
    var renewal =
        identity.nodeName().isEmpty()
            ? null
            : CertificateRenewal.due(
                certificate.getNotBefore().toInstant(), until, certificate.getSerialNumber());
    var row = new Row(place, 0, name, purpose(certificate, identity), until, renewal);
    rows.merge(certificate, row, (before, _) -> before.again());
  }

  /// Adds one of which somebody says that it is there.
  ///
  /// @param renewal when its holder renews it; null: it does not
  void add(String place, String name, String purpose, Instant until, @Nullable Instant renewal) {
    rows.put(List.of(place, name), new Row(place, 0, name, purpose, until, renewal));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  boolean hasExpired() {
    return rows.values().stream().anyMatch(this::isExpired);
  }

  void print(PrintStream out) {
    var table = new TextTable(List.of("FILE", "SUBJECT", "FOR", "UNTIL", "RENEWAL", "LEFT"));
    rows.values().stream()
        .sorted(Comparator.comparing(Row::until).thenComparing(Row::first))
        .forEach(row -> table.add(cells(row)));
    table.print(out);
  }

  private List<String> cells(Row row) {
    return List.of(
        row.others() == 0 ? row.first() : row.first() + " +" + row.others(),
        row.name(),
        row.purpose(),
        time(row.until()),
        row.renewal() == null ? "by hand" : time(row.renewal()),
        left(row));
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String purpose(X509Certificate certificate, PeerIdentity identity) {
    if (!identity.roles().isEmpty()) {
      return identity.roles().toString();
    }
    return certificate.getBasicConstraints() >= 0 ? "CA" : "API";
  }

  /// In days; in hours where no day is left: nodes' certificates live for one.
  private String left(Row row) {
    if (isExpired(row)) {
      return "expired";
    }
    var left = Duration.between(now, row.until());
    var days = left.toDays();
    if (days >= 1) {
      return days == 1 ? "1 day" : days + " days";
    }
    return left.toHours() == 1 ? "1 hour" : left.toHours() + " hours";
  }

  private boolean isExpired(Row row) {
    return row.until().isBefore(now);
  }
}
