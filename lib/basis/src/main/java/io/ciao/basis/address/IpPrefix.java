package io.ciao.basis.address;

/// An address of either version with a prefix length.
public sealed interface IpPrefix permits Ipv4Prefix, Ipv6Prefix {
  /// Need not be the network's first address.
  IpAddress address();

  /// Leading bits that name the network.
  int length();
}
