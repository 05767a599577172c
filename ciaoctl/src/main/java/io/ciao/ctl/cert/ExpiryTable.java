package io.ciao.ctl.cert;

import io.ciao.ctl.output.TextTable;
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

/// Certificates, the one that ends first on top. One that lies in several places is one row.
final class ExpiryTable {
  private final Instant now;

  /// How often each is there beside its first place.
  private final Map<X509Certificate, Place> places = new LinkedHashMap<>();

  private record Place(String first, int others) {}

  ExpiryTable(Instant now) {
    this.now = now;
  }

  /// Adds a certificate that lies there; the first place is shown.
  void add(String place, X509Certificate certificate) {
    places.merge(
        certificate,
        new Place(place, 0),
        (before, _) -> new Place(before.first(), before.others() + 1));
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  boolean hasExpired() {
    return places.keySet().stream().anyMatch(this::isExpired);
  }

  void print(PrintStream out) {
    var table = new TextTable(List.of("FILE", "SUBJECT", "FOR", "UNTIL", "LEFT"));
    places.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<X509Certificate, Place> entry) -> until(entry.getKey()))
                .thenComparing(entry -> entry.getValue().first()))
        .forEach(entry -> table.add(row(entry.getKey(), entry.getValue())));
    table.print(out);
  }

  private List<String> row(X509Certificate certificate, Place place) {
    var identity = PeerIdentity.of(certificate);
    var name =
        identity.commonName().isEmpty()
            ? certificate.getSubjectX500Principal().toString()
            : identity.commonName();
    return List.of(
        place.others() == 0 ? place.first() : place.first() + " +" + place.others(),
        name,
        purpose(certificate, identity),
        until(certificate).truncatedTo(ChronoUnit.SECONDS).toString(),
        left(certificate));
  }

  private static String purpose(X509Certificate certificate, PeerIdentity identity) {
    if (!identity.roles().isEmpty()) {
      return identity.roles().toString();
    }
    return certificate.getBasicConstraints() >= 0 ? "CA" : "API";
  }

  private String left(X509Certificate certificate) {
    if (isExpired(certificate)) {
      return "expired";
    }
    var days = Duration.between(now, until(certificate)).toDays();
    return days == 1 ? "1 day" : days + " days";
  }

  private boolean isExpired(X509Certificate certificate) {
    return until(certificate).isBefore(now);
  }

  private static Instant until(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }
}
