package io.ciao.ssntp.frame;

/// One SSNTP frame: of a handshake, or of the traffic after it. Immutable.
public sealed interface Frame permits ConnectFrame, ConnectedFrame, TrafficFrame {

  /// The protocol version's first number that this side writes.
  int MAJOR = 0;

  /// The protocol version's second number that this side writes.
  int MINOR = 1;
}
