package io.ciao.basis.address;

/// An address of either version with a prefix length.
public sealed interface IpPrefix permits Ipv4Prefix, Ipv6Prefix {
  /// Reads either form.
  ///
  /// @throws AddressFormatException if it is none
  static IpPrefix parse(String text) {
    return text.indexOf(':') < 0 ? Ipv4Prefix.parse(text) : Ipv6Prefix.parse(text);
  }

  /// Need not be the network's first address.
  IpAddress address();

  /// Leading bits that name the network.
  int length();
}
