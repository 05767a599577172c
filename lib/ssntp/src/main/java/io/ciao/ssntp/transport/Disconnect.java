package io.ciao.ssntp.transport;

/// Why a connection ended.
///
/// @param cause to decide by
/// @param detail for people
public record Disconnect(Cause cause, String detail) {

  /// The sorts of ends.
  public enum Cause {
    /// The peer closed it.
    CLOSED_BY_PEER,
    /// This side was asked to close it.
    CLOSED_HERE,
    /// The same UUID has connected again.
    REPLACED,
    /// The peer did not take what was sent to it in time.
    TOO_SLOW,
    /// Nothing came from the peer for longer than the limit.
    IDLE,
    /// The peer sent what the protocol does not allow.
    PROTOCOL_ERROR,
    /// The network or TLS failed.
    NETWORK_ERROR
  }
}
