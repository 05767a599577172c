package io.ciao.ssntp.transport;

/// Why one attempt to connect came to nothing.
///
/// @param address where
/// @param kind to decide by
/// @param reason for people
public record FailedAttempt(HostPort address, Kind kind, String reason) {

  /// The sorts of failures.
  public enum Kind {
    /// No connection, no TLS, no answer; or a refusal for now.
    TRANSIENT,
    /// A refusal that only a change of certificates or configuration will end. The client still
    /// tries again, at its slowest pace: the change may come.
    REJECTED
  }
}
