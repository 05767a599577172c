package io.ciao.ssntp.session;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Roles;
import java.util.UUID;

/// What a client makes of a server's first frame.
public sealed interface ClientVerdict {

  /// Connected.
  ///
  /// @param uuid the server's UUID
  /// @param roles the server's roles
  /// @param configuration the cluster configuration as YAML; may be empty
  record Connected(UUID uuid, Roles roles, Bytes configuration) implements ClientVerdict {}

  /// Not this time.
  ///
  /// @param reason for the log: what was found and what was needed
  record TryLater(String reason) implements ClientVerdict {}

  /// Not until somebody changes certificates or configuration: try again at the slowest pace.
  ///
  /// @param reason for the log: what was found and what was needed
  record Rejected(String reason) implements ClientVerdict {}
}
