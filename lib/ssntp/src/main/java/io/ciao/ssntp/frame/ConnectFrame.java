package io.ciao.ssntp.frame;

import java.util.UUID;

/// The first frame of a client: who it says it is.
///
/// @param roles the roles it claims
/// @param source its own UUID
/// @param destination the nil UUID; the client cannot know the server's
public record ConnectFrame(Roles roles, UUID source, UUID destination) implements Frame {}
