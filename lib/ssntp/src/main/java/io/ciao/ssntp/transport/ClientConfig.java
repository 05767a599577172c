package io.ciao.ssntp.transport;

import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.session.Compatibility;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/// What a client needs to know about itself and its one server.
///
/// @param uuid its UUID
/// @param roles the roles it claims, a subset of its certificate's
/// @param addresses of the server, tried in order; at least one, unless it is searched for. Each
///   must be a name or address that the server's certificate carries
/// @param search where else the server is looked for
/// @param tls its certificate and whom it trusts, asked for at each attempt, so that a renewed
///   certificate is used from the next connection on
/// @param compatibility whether the server may be an original
/// @param limits its bounds
public record ClientConfig(
    UUID uuid,
    Roles roles,
    List<HostPort> addresses,
    ServerSearch search,
    Supplier<TlsIdentity> tls,
    Compatibility compatibility,
    ClientLimits limits) {

  /// Copies the list.
  public ClientConfig {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty() && search == ServerSearch.GIVEN) {
      throw new IllegalArgumentException("an SSNTP client needs at least one address");
    }
  }

  /// UUID and roles of the certificate as it is now, strict, default bounds.
  public static ClientConfig of(Supplier<TlsIdentity> tls, List<HostPort> addresses) {
    var identity = tls.get().identity();
    var uuid =
        identity
            .uuid()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "SSNTP client: certificate of '%s' names no UUID; one is needed"
                            .formatted(identity.commonName())));
    return new ClientConfig(
        uuid,
        identity.roles(),
        addresses,
        ServerSearch.GIVEN,
        tls,
        Compatibility.STRICT,
        ClientLimits.DEFAULT);
  }

  /// For an original server, which is searched for as originals do.
  ///
  /// @param uuid used if the certificate names none
  public static ClientConfig original(
      Supplier<TlsIdentity> tls, List<HostPort> addresses, UUID uuid) {
    var identity = tls.get().identity();
    return new ClientConfig(
        identity.uuid().orElse(uuid),
        identity.roles(),
        addresses,
        ServerSearch.GIVEN_THEN_AUTHORITY,
        tls,
        Compatibility.ORIGINAL,
        ClientLimits.DEFAULT);
  }

  /// The same with other bounds.
  public ClientConfig withLimits(ClientLimits newLimits) {
    return new ClientConfig(uuid, roles, addresses, search, tls, compatibility, newLimits);
  }

  /// The same with another choice of servers.
  public ClientConfig withCompatibility(Compatibility newCompatibility) {
    return new ClientConfig(uuid, roles, addresses, search, tls, newCompatibility, limits);
  }

  /// The same with another way to find the server.
  public ClientConfig withSearch(ServerSearch newSearch) {
    return new ClientConfig(uuid, roles, addresses, newSearch, tls, compatibility, limits);
  }
}
