package io.ciao.cnci.concentrator;

import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.ConfirmedAddress;
import io.ciao.api.network.NetworkMember;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.linux.concentrator.ConcentratorExternal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// The external addresses of a Concentrator: what is to be made true of them, and what is said once
/// it is. Pure.
final class ExternalAddresses {
  private static final String ROUTE = "Route";

  private ExternalAddresses() {}

  /// Nothing is let in to a member that is in no security group: nobody has said what may come.
  static List<ConcentratorExternal> of(ConcentratorSpec spec) {
    var grouped =
        spec.members().stream()
            .filter(member -> Objects.requireNonNullElse(member.groups(), 0) > 0)
            .map(NetworkMember::ip)
            .collect(Collectors.toSet());
    return spec.externalIPs().stream()
        .map(
            mapped ->
                new ConcentratorExternal(
                    Ipv4Address.parse(mapped.address()),
                    Ipv4Address.parse(mapped.ip()),
                    !ROUTE.equals(mapped.announce()),
                    grouped.contains(mapped.ip())))
        .toList();
  }

  /// What is in force once the spec is.
  static List<ConfirmedAddress> confirmed(ConcentratorSpec spec) {
    return spec.externalIPs().stream()
        .map(mapped -> new ConfirmedAddress(mapped.address(), mapped.uid(), mapped.epoch()))
        .toList();
  }
}
