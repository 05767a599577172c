package io.ciao.scheduler.cluster;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Subnet;

/// IPv6 addresses of tenant networks. They are derived and never allocated: a subnet's block
/// `fdGG:GGGG:GGVV:VVVV::/64` is unique because its VNI (V) is, an address in it because the IPv4
/// address is, and G keeps clusters apart that some day are joined.
///
/// What was derived is stored, and only that is used: another authority changes no block that is
/// there.
///
/// @param cluster G, 32 bits
public record ClusterIpv6(int cluster) {
  /// Locally made unique addresses (reference: RFC 4193).
  private static final long UNIQUE_LOCAL = 0xfdL << 56;

  private static final int VNI_BITS = 24;
  private static final int PREFIX_LENGTH = 64;
  private static final int CLUSTER_DIGITS = 8;
  private static final int HEX = 16;

  /// Those of a cluster.
  ///
  /// @param authority fingerprint of its authority's public key, in hex
  public static ClusterIpv6 of(String authority) {
    return new ClusterIpv6(Integer.parseUnsignedInt(authority.substring(0, CLUSTER_DIGITS), HEX));
  }

  /// The block of a subnet.
  ///
  /// @throws IllegalArgumentException if it is no VNI: it has more than 24 bits
  public Ipv6Subnet block(long vni) {
    if (vni < 0 || vni >>> VNI_BITS != 0) {
      throw new IllegalArgumentException("a VNI has 24 bits: " + vni);
    }
    var high = UNIQUE_LOCAL | Integer.toUnsignedLong(cluster) << VNI_BITS | vni;
    return new Ipv6Subnet(new Ipv6Address(high, 0), PREFIX_LENGTH);
  }

  /// The address in a block of who has that IPv4 address, which are its last 32 bits.
  ///
  /// @param block as stored
  public static Ipv6Address address(String block, Ipv4Address address) {
    return Ipv6Subnet.parse(block).address(address.value());
  }
}
