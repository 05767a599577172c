package io.ciao.ssntp.transport;

import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Roles;
import java.util.UUID;

/// The server that a client has reached.
///
/// @param uuid its UUID
/// @param roles its roles
/// @param configuration the cluster configuration as YAML; may be empty
/// @param certificate what its certificate says
/// @param address where it was reached
public record ServerPeer(
    UUID uuid, Roles roles, Bytes configuration, PeerIdentity certificate, HostPort address) {}
