package io.ciao.linux.concentrator;

import io.ciao.linux.transit.TransitPort;
import java.util.List;
import java.util.stream.Collectors;

/// Packet rules between a concentrator's subnet and its tenant's others. Nothing is translated on
/// that way. Pure.
final class TransitRules {
  private static final String FROM = "iifname \"%s\" ".formatted(TransitPort.LINK);
  private static final String TO = "oifname \"%s\" ".formatted(TransitPort.LINK);

  private TransitRules() {}

  /// What is dropped though its connection is known: it would have another's source address.
  static List<String> spoofed(ConcentratorPlan plan) {
    var transit = plan.transit();
    return transit == null
        ? List.of()
        : List.of(FROM + "ip saddr != " + subnets(transit) + " counter drop");
  }

  /// What passes, both ways.
  static List<String> passing(ConcentratorPlan plan) {
    var transit = plan.transit();
    return transit == null
        ? List.of()
        : List.of(
            "iifname \"br0\" " + TO + "ip daddr " + subnets(transit) + " accept",
            FROM + "oifname \"br0\" ip daddr " + plan.inside().gateway().network() + " accept");
  }

  private static String subnets(ConcentratorTransit transit) {
    return transit.peers().stream()
        .map(peer -> peer.subnet().toString())
        .sorted()
        .collect(Collectors.joining(", ", "{ ", " }"));
  }
}
