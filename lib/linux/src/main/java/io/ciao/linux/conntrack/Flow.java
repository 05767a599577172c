package io.ciao.linux.conntrack;

import io.ciao.basis.address.IpAddress;

/// What the first packet of a connection said.
///
/// @param source who opened it
/// @param protocol IANA's number
/// @param sourcePort 0 for what has no ports
/// @param destinationPort 0 for what has no ports
public record Flow(
    IpAddress source, IpAddress destination, int protocol, int sourcePort, int destinationPort) {
  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int ICMP6 = 58;

  /// As seen from the other side.
  public Flow reversed() {
    return new Flow(destination, source, protocol, destinationPort, sourcePort);
  }
}
