package io.ciao.cnci.concentrator;

import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorReasons;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.NetworkMember;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.basis.address.Ipv6Subnet;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.concentrator.ConcentratorInside;
import io.ciao.linux.concentrator.ConcentratorMember;
import io.ciao.linux.concentrator.ConcentratorOutside;
import io.ciao.linux.concentrator.ConcentratorPlan;
import io.ciao.linux.dnsmasq.DnsmasqHost;
import io.ciao.linux.subnet.SubnetTunnel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns a Concentrator into what this node shall hold. Pure.
final class ConcentratorPlans {
  /// What came of it.
  sealed interface Result {
    record Planned(ConcentratorPlan plan) implements Result {}

    /// It cannot be served as it is.
    ///
    /// @param reason one of [ConcentratorReasons]
    /// @param message names the field and what is wrong or missing
    record Refused(String reason, String message) implements Result {}
  }

  private ConcentratorPlans() {}

  /// @param siblings its transit peers, as far as they are known
  static Result of(ConcentratorHost host, Concentrator concentrator, List<Concentrator> siblings) {
    try {
      return new Result.Planned(
          plan(host, concentrator).joining(TransitPlans.of(host, concentrator, siblings)));
    } catch (IllegalArgumentException e) {
      return new Result.Refused(ConcentratorReasons.SPEC_UNSUPPORTED, "spec: " + e.getMessage());
    }
  }

  private static ConcentratorPlan plan(ConcentratorHost host, Concentrator concentrator) {
    var spec = concentrator.spec();
    return new ConcentratorPlan(
        concentrator.metadata().requireUid(),
        host.place(spec.vni()),
        new SubnetTunnel(spec.vni(), spec.mtu(), SubnetTunnel.ofConcentrator(host.address())),
        inside(spec),
        new ConcentratorOutside(
            Ipv4Prefix.parse(spec.outsideAddress()),
            Ipv4Address.parse(spec.outsideGateway()),
            host.uplinkBridge(),
            spec.mtu() + SubnetTunnel.OVERHEAD_BYTES,
            host.closed()),
        members(spec),
        host.directory(spec.vni()),
        ExternalAddresses.of(spec));
  }

  private static ConcentratorInside inside(ConcentratorSpec spec) {
    var gateway = spec.gateway();
    var subnet = Ipv4Prefix.parse(spec.subnet());
    return new ConcentratorInside(
        new Ipv4Prefix(Ipv4Address.parse(gateway.ip()), subnet.length()),
        gateway6(spec),
        MacAddress.parse(gateway.mac()),
        String.valueOf(spec.dns().domain()),
        spec.dns().nameServers().stream().map(Ipv4Address::parse).toList());
  }

  private static @Nullable Ipv6Prefix gateway6(ConcentratorSpec spec) {
    var block = spec.subnet6();
    var address = spec.gateway().ip6();
    return block == null || address == null
        ? null
        : new Ipv6Prefix(Ipv6Address.parse(address), Ipv6Subnet.parse(block).prefixLength());
  }

  private static List<ConcentratorMember> members(ConcentratorSpec spec) {
    Set<String> fenced = new HashSet<>(spec.fenced());
    return spec.members().stream().map(member -> member(member, fenced)).toList();
  }

  /// A member on a lost node keeps its lease and name, and nothing is sent to its node.
  private static ConcentratorMember member(NetworkMember member, Set<String> fenced) {
    var vtep = member.vtep();
    var ip6 = member.ip6();
    var forward = member.forward();
    return new ConcentratorMember(
        member.name(),
        MacAddress.parse(member.mac()),
        Ipv4Address.parse(member.ip()),
        ip6 == null
            ? null
            : new DnsmasqHost.Six(Ipv6Address.parse(ip6), member.uid() + "@" + member.epoch()),
        vtep == null || fenced.contains(vtep) ? null : Ipv4Address.parse(vtep),
        forward == null || forward == 0 ? null : forward);
  }
}
