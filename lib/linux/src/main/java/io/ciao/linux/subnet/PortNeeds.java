package io.ciao.linux.subnet;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.linux.conntrack.Flow;
import java.util.List;

/// What passes whatever a port's policy says: finding neighbours, the router and one's own address.
/// ARP is not judged at all. Neighbour discovery is not tracked, DHCP is: so there are connections
/// of it. Pure.
final class PortNeeds {
  private static final IpAddress EVERYBODY = Ipv4Address.parse("255.255.255.255");
  private static final IpAddress SERVERS6 = Ipv6Address.parse("ff02::1:2");
  private static final int CLIENT = 68;
  private static final int SERVER = 67;
  private static final int CLIENT6 = 546;
  private static final int SERVER6 = 547;

  private PortNeeds() {}

  /// Rules in nft's language.
  ///
  /// @param gateway the only one who answers DHCP
  static List<String> rules(Direction direction, Ipv4Address gateway) {
    return switch (direction) {
      case INGRESS ->
          List.of(
              "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert,"
                  + " mld-listener-query } accept",
              "ip saddr %s udp sport %d udp dport %d accept".formatted(gateway, SERVER, CLIENT),
              "ip6 saddr fe80::/10 udp sport %d udp dport %d accept".formatted(SERVER6, CLIENT6));
      case EGRESS ->
          List.of(
              "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit,"
                  + " mld-listener-report, mld-listener-done, mld2-listener-report } accept",
              "ip daddr { %s, %s } udp sport %d udp dport %d accept"
                  .formatted(EVERYBODY, gateway, CLIENT, SERVER),
              "ip6 daddr %s udp sport %d udp dport %d accept"
                  .formatted(SERVERS6, CLIENT6, SERVER6));
    };
  }

  /// Whether one of those rules lets a connection pass.
  static boolean fit(Direction direction, Ipv4Address gateway, Flow flow) {
    return switch (direction) {
      case INGRESS ->
          (isUdp(flow, SERVER, CLIENT) && flow.source().equals(gateway))
              || (isUdp(flow, SERVER6, CLIENT6)
                  && flow.source() instanceof Ipv6Address from
                  && from.isLinkLocal());
      case EGRESS ->
          (isUdp(flow, CLIENT, SERVER)
                  && (flow.destination().equals(EVERYBODY) || flow.destination().equals(gateway)))
              || (isUdp(flow, CLIENT6, SERVER6) && flow.destination().equals(SERVERS6));
    };
  }

  private static boolean isUdp(Flow flow, int from, int to) {
    return flow.protocol() == Flow.UDP && flow.sourcePort() == from && flow.destinationPort() == to;
  }
}
