package io.ciao.ssntp.transport;

/// What became of a frame sent to a session.
public enum SendResult {
  /// It is queued behind what was sent before; whether it arrives only an answer tells.
  QUEUED,
  /// The peer's queue was full: the frame is lost and the peer is cut off.
  CUT_OFF,
  /// The session is over.
  CLOSED
}
