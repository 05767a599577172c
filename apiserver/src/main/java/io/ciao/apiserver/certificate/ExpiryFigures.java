package io.ciao.apiserver.certificate;

import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.metrics.Metrics;
import io.ciao.ssntp.cert.LiveTls;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How long certificates are still good: this apiserver's own, the authority's, the given one,
/// those that schedulers show here, and those that nodes say they show. Safe for many threads.
public final class ExpiryFigures {
  private final LiveTls own;
  private final @Nullable LiveTls given;
  private final Supplier<Set<X509Certificate>> clients;
  private final ResourceStore store;
  private final InstantSource clock;

  /// @param given null if there is none
  /// @param clients what clients show now
  public ExpiryFigures(
      LiveTls own,
      @Nullable LiveTls given,
      Supplier<Set<X509Certificate>> clients,
      ResourceStore store,
      InstantSource clock) {
    this.own = own;
    this.given = given;
    this.clients = clients;
    this.store = store;
    this.clock = clock;
  }

  /// Tells them from now on.
  public void addTo(Metrics metrics) {
    metrics.gauges(
        "ciao_certificate_expiry_seconds",
        "Until a certificate ends; below 0 it has.",
        "certificate",
        this::left);
  }

  private Map<String, Double> left() {
    Instant now = clock.instant();
    Map<String, Double> left = new HashMap<>();
    left.put("apiserver", left(own.get().own().certificate(), now));
    left.put("authority", left(own.get().trusted().getFirst(), now));
    if (given != null) {
      left.put("serving", left(given.get().own().certificate(), now));
    }
    for (X509Certificate shown : clients.get()) {
      PeerIdentity peer = PeerIdentity.of(shown);
      if (peer.memberOf(Identity.SCHEDULERS)) {
        // An original's has no UUID.
        String who =
            peer.uuid().map(UUID::toString).orElseGet(() -> shown.getSerialNumber().toString(16));
        left.merge("scheduler/" + who, left(shown, now), Math::min);
      }
    }
    for (StoredObject node : store.list("nodes", null).objects()) {
      String end = node.view().path("status").path("certificate").path("notAfter").asText("");
      try {
        if (!end.isEmpty()) {
          left.put("node/" + node.key().name(), seconds(now, Instant.parse(end)));
        }
      } catch (DateTimeParseException unknown) {
        // The schema refuses it; a value put by hand may still say anything.
      }
    }
    return left;
  }

  private static double left(X509Certificate certificate, Instant now) {
    return seconds(now, certificate.getNotAfter().toInstant());
  }

  private static double seconds(Instant now, Instant end) {
    return Duration.between(now, end).toSeconds();
  }
}
