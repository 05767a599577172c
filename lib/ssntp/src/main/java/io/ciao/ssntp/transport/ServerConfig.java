package io.ciao.ssntp.transport;

import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.session.Compatibility;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/// What a server needs to know.
///
/// @param uuid its UUID
/// @param roles its roles, a subset of its certificate's
/// @param addresses where it listens; at least one
/// @param tls its certificate and whom it lets in
/// @param compatibility whether originals may connect
/// @param limits its bounds
/// @param configuration the cluster configuration for each CONNECTED, asked for each time; may be
///   empty
/// @param forwarding which frames go on to whom
/// @param observer sees every frame
public record ServerConfig(
    UUID uuid,
    Roles roles,
    List<HostPort> addresses,
    ServerTls tls,
    Compatibility compatibility,
    ServerLimits limits,
    Supplier<Bytes> configuration,
    ForwardingRules forwarding,
    FrameObserver observer) {

  /// Copies the list.
  public ServerConfig {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("an SSNTP server needs at least one address");
    }
  }

  /// UUID and roles of the certificate, strict, default bounds, an empty configuration, nothing
  /// forwarded or observed.
  public static ServerConfig of(TlsIdentity tls, List<HostPort> addresses) {
    var identity = tls.identity();
    var uuid =
        identity
            .uuid()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "SSNTP server: certificate of '%s' names no UUID; one is needed"
                            .formatted(identity.commonName())));
    return new ServerConfig(
        uuid,
        identity.roles(),
        addresses,
        ServerTls.of(tls),
        Compatibility.STRICT,
        ServerLimits.DEFAULT,
        () -> Bytes.EMPTY,
        ForwardingRules.NONE,
        FrameObserver.NONE);
  }

  /// For originals too.
  ///
  /// @param uuid used if the certificate names none
  public static ServerConfig original(TlsIdentity tls, List<HostPort> addresses, UUID uuid) {
    var identity = tls.identity();
    return new ServerConfig(
        identity.uuid().orElse(uuid),
        identity.roles(),
        addresses,
        ServerTls.of(tls),
        Compatibility.ORIGINAL,
        ServerLimits.DEFAULT,
        () -> Bytes.EMPTY,
        ForwardingRules.NONE,
        FrameObserver.NONE);
  }

  /// The same with other certificates.
  public ServerConfig withTls(ServerTls newTls) {
    return new ServerConfig(
        uuid, roles, addresses, newTls, compatibility, limits, configuration, forwarding, observer);
  }

  /// The same with other bounds.
  public ServerConfig withLimits(ServerLimits newLimits) {
    return new ServerConfig(
        uuid, roles, addresses, tls, compatibility, newLimits, configuration, forwarding, observer);
  }

  /// The same with another choice of peers.
  public ServerConfig withCompatibility(Compatibility newCompatibility) {
    return new ServerConfig(
        uuid, roles, addresses, tls, newCompatibility, limits, configuration, forwarding, observer);
  }

  /// The same with a cluster configuration.
  public ServerConfig withConfiguration(Supplier<Bytes> newConfiguration) {
    return new ServerConfig(
        uuid, roles, addresses, tls, compatibility, limits, newConfiguration, forwarding, observer);
  }

  /// The same with forwarding rules.
  public ServerConfig withForwarding(ForwardingRules rules) {
    return new ServerConfig(
        uuid, roles, addresses, tls, compatibility, limits, configuration, rules, observer);
  }

  /// The same with an observer of frames.
  public ServerConfig withObserver(FrameObserver newObserver) {
    return new ServerConfig(
        uuid, roles, addresses, tls, compatibility, limits, configuration, forwarding, newObserver);
  }
}
