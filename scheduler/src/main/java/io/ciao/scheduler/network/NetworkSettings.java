package io.ciao.scheduler.network;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.scheduler.cluster.ClusterIpv6;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an operator gives the scheduler for concentrators.
///
/// @param outsideFirst first outside address
/// @param outsideLast last outside address
/// @param outsidePrefixLength of the network that they are in
/// @param outsideGateway the router of that network
/// @param underlayMtu MTU between nodes, in bytes
/// @param ipv6 where subnets get their IPv6 blocks; null: they get none
public record NetworkSettings(
    Ipv4Address outsideFirst,
    Ipv4Address outsideLast,
    int outsidePrefixLength,
    Ipv4Address outsideGateway,
    int underlayMtu,
    @Nullable ClusterIpv6 ipv6) {
  /// VXLAN over IPv4 adds 50 bytes (reference: RFC 7348 section 5).
  private static final int TUNNEL_OVERHEAD_BYTES = 50;

  /// What the API takes for an interface.
  private static final int MTU_MIN = 576;

  /// What instances need at least, and the tunnel.
  public static final int UNDERLAY_MTU_MIN = MTU_MIN + TUNNEL_OVERHEAD_BYTES;

  public static final int UNDERLAY_MTU_MAX = 9000 + TUNNEL_OVERHEAD_BYTES;
  private static final Pattern RANGE = Pattern.compile("([0-9.]+)-([0-9.]+)/([0-9]{1,2})");

  /// Refuses values that do not fit together.
  public NetworkSettings {
    if (outsidePrefixLength < 1 || outsidePrefixLength > 30) {
      throw new IllegalArgumentException(
          "the outside network's prefix has 1 to 30 bits, found " + outsidePrefixLength);
    }
    var network = Ipv4Subnet.containing(outsideFirst, outsidePrefixLength);
    if (outsideFirst.compareTo(outsideLast) > 0 || !network.contains(outsideLast)) {
      throw new IllegalArgumentException(
          "the outside range goes from %s up to an address in %s, found %s"
              .formatted(outsideFirst, network, outsideLast));
    }
    if (!network.contains(outsideGateway)) {
      throw new IllegalArgumentException(
          "the outside gateway %s is not in %s, the network of the outside range"
              .formatted(outsideGateway, network));
    }
    if (isIn(outsideGateway, outsideFirst, outsideLast)
        || isIn(network.network(), outsideFirst, outsideLast)
        || isIn(network.last(), outsideFirst, outsideLast)) {
      throw new IllegalArgumentException(
          "the outside range %s-%s must leave out the gateway %s and the first and last address of %s"
              .formatted(outsideFirst, outsideLast, outsideGateway, network));
    }
    if (underlayMtu < UNDERLAY_MTU_MIN || underlayMtu > UNDERLAY_MTU_MAX) {
      throw new IllegalArgumentException(
          "the underlay's MTU is %d to %d bytes, found %d"
              .formatted(UNDERLAY_MTU_MIN, UNDERLAY_MTU_MAX, underlayMtu));
    }
  }

  /// Whether concentrators may have the address.
  boolean isOutside(Ipv4Address address) {
    return isIn(address, outsideFirst, outsideLast);
  }

  private static boolean isIn(Ipv4Address address, Ipv4Address first, Ipv4Address last) {
    return address.compareTo(first) >= 0 && address.compareTo(last) <= 0;
  }

  /// Reads a range such as `198.18.0.100-198.18.0.199/24`.
  ///
  /// @throws IllegalArgumentException if it is none, or does not fit the gateway or the MTU
  public static NetworkSettings parse(String range, String gateway, int underlayMtu) {
    var parts = RANGE.matcher(range);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no outside range; write first-last/prefix, for example 198.18.0.100-198.18.0.199/24"
              .formatted(range));
    }
    return new NetworkSettings(
        Ipv4Address.parse(parts.group(1)),
        Ipv4Address.parse(parts.group(2)),
        Integer.parseInt(parts.group(3)),
        Ipv4Address.parse(gateway),
        underlayMtu,
        null);
  }

  /// The same with IPv6.
  public NetworkSettings withIpv6(ClusterIpv6 blocks) {
    return new NetworkSettings(
        outsideFirst, outsideLast, outsidePrefixLength, outsideGateway, underlayMtu, blocks);
  }

  /// The block that a subnet is to have; null: none.
  @Nullable String block6(long vni) {
    return ipv6 == null ? null : ipv6.block(vni).toString();
  }

  /// The MTU of instances' interfaces where the tenant network asks for none.
  int instanceMtu() {
    return underlayMtu - TUNNEL_OVERHEAD_BYTES;
  }
}
