package io.ciao.ssntp.frame;

import java.util.UUID;

/// A server's answer to a client that it accepts.
///
/// @param roles the server's roles
/// @param source the server's UUID
/// @param destination the client's UUID
/// @param configuration the cluster configuration as YAML; may be empty
public record ConnectedFrame(Roles roles, UUID source, UUID destination, Bytes configuration)
    implements Frame {}
