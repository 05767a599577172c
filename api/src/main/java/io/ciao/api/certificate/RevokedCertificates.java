package io.ciao.api.certificate;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What all CertificateRevocations say together. Immutable.
///
/// @param serials of single certificates
/// @param nodes by name, since when certificates of the node count that begin then or later
public record RevokedCertificates(Set<String> serials, Map<String, Instant> nodes) {
  /// Nothing is revoked.
  public static final RevokedCertificates NONE = new RevokedCertificates(Set.of(), Map.of());

  public RevokedCertificates {
    serials = Set.copyOf(serials);
    nodes = Map.copyOf(nodes);
  }

  /// Those that these objects name. Of one without a creation time, all of the node count no
  /// longer.
  public static RevokedCertificates of(Collection<CertificateRevocation> revocations) {
    var serials = new HashSet<String>();
    var nodes = new HashMap<String, Instant>();
    for (var revocation : revocations) {
      var serial = revocation.spec().serialNumber();
      if (serial != null) {
        serials.add(serial);
      }
      var node = revocation.spec().nodeName();
      if (node != null) {
        var made = revocation.metadata().creationTimestamp();
        nodes.merge(
            node,
            made == null ? Instant.MAX : made,
            (one, other) -> one.isAfter(other) ? one : other);
      }
    }
    return new RevokedCertificates(serials, nodes);
  }

  /// Why a certificate is refused; empty: it is not revoked.
  ///
  /// @param serial in hexadecimal digits
  /// @param node that holds it, be it for a concentrator; empty: no node does
  /// @param begin first moment of its validity
  public Optional<String> refusal(String serial, String node, Instant begin) {
    if (serials.contains(serial)) {
      return Optional.of("the certificate %s was revoked".formatted(serial));
    }
    var since = nodes.get(node);
    return since != null && begin.isBefore(since)
        ? Optional.of(
            "the certificates of node %s were revoked; it joins again with a token: ciaoctl node token --name %s"
                .formatted(node, node))
        : Optional.empty();
  }

  /// Certificates of the node count that begin then or later; empty: none was revoked.
  public Optional<Instant> since(String node) {
    return Optional.ofNullable(nodes.get(node));
  }
}
