package io.ciao.basis.address;

/// An address of either version.
public sealed interface IpAddress permits Ipv4Address, Ipv6Address {
  /// Reads either form.
  ///
  /// @throws AddressFormatException if it is none
  static IpAddress parse(String text) {
    return text.indexOf(':') < 0 ? Ipv4Address.parse(text) : Ipv6Address.parse(text);
  }

  /// The bytes as they are sent, four or sixteen.
  byte[] bytes();
}
