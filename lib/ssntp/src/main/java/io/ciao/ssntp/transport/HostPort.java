package io.ciao.ssntp.transport;

/// Where to listen or to dial.
///
/// @param host a name or address, IPv6 without brackets
/// @param port 0 to 65535; 0 only to listen: any free one
public record HostPort(String host, int port) {

  /// SSNTP's port.
  public static final int DEFAULT_PORT = 8888;

  private static final int PORT_MAX = 0xffff;

  /// Checks the port.
  public HostPort {
    if (host.isEmpty() || port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "address '%s' with port %d; a host and a port from 0 to 65535 are needed"
              .formatted(host, port));
    }
  }

  /// Reads `host`, `host:port` or `[IPv6]:port`; without a port it is SSNTP's.
  public static HostPort parse(String text) {
    return parse(text, DEFAULT_PORT);
  }

  /// The same with another port where the text has none.
  public static HostPort parse(String text, int defaultPort) {
    var bracket = text.lastIndexOf(']');
    var colon = text.lastIndexOf(':');
    var portGiven = colon > bracket && (bracket >= 0 || text.indexOf(':') == colon);
    var host = portGiven ? text.substring(0, colon) : text;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return new HostPort(
          host, portGiven ? Integer.parseInt(text.substring(colon + 1)) : defaultPort);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          "address '%s': the port is not a number; host:port is needed".formatted(text));
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
