package io.ciao.ssntp.session;

import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.Roles;
import java.util.UUID;

/// What a server makes of a client's first frame.
public sealed interface ServerVerdict {

  /// The client may connect.
  ///
  /// @param uuid its UUID
  /// @param roles the roles it acts in, none of which its certificate lacks
  /// @param certified whether the certificate vouches for the UUID
  record Accepted(UUID uuid, Roles roles, boolean certified) implements ServerVerdict {}

  /// The client may not connect: send the error, then close.
  ///
  /// @param error `CONNECTION_ABORTED`: for good; `CONNECTION_FAILURE`: it may try again
  /// @param reason for the log: what was found and what was needed
  record Refused(ErrorCode error, String reason) implements ServerVerdict {}
}
