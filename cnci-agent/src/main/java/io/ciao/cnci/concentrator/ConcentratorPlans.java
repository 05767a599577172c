package io.ciao.cnci.concentrator;

import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.Dns;
import io.ciao.api.network.NetworkMember;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.concentrator.ConcentratorInside;
import io.ciao.linux.concentrator.ConcentratorMember;
import io.ciao.linux.concentrator.ConcentratorOutside;
import io.ciao.linux.concentrator.ConcentratorPlan;
import io.ciao.linux.subnet.SubnetTunnel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns a Concentrator into what this node shall hold. Pure.
final class ConcentratorPlans {
  private static final int DEFAULT_MTU = 1450;
  private static final String MESH = "mesh";

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

  static Result of(ConcentratorHost host, Concentrator concentrator) {
    var spec = concentrator.spec();
    var missing = missing(spec);
    if (missing != null) {
      return new Result.Refused(
          ConcentratorReasons.WAITING_FOR_SPEC,
          "spec." + missing + " is not set yet; the network reconciler sets it");
    }
    var topology = spec.topology();
    if (topology != null && !topology.equals(MESH)) {
      return new Result.Refused(
          ConcentratorReasons.SPEC_UNSUPPORTED,
          "spec.topology is " + topology + "; this agent serves " + MESH + " only");
    }
    try {
      return new Result.Planned(plan(host, concentrator));
    } catch (IllegalArgumentException e) {
      return new Result.Refused(ConcentratorReasons.SPEC_UNSUPPORTED, "spec: " + e.getMessage());
    }
  }

  private static @Nullable String missing(ConcentratorSpec spec) {
    if (spec.vni() == null) {
      return "vni";
    }
    if (spec.subnet() == null) {
      return "subnet";
    }
    if (spec.gateway() == null) {
      return "gateway";
    }
    if (spec.outsideAddress() == null) {
      return "outsideAddress";
    }
    return spec.outsideGateway() == null ? "outsideGateway" : null;
  }

  private static ConcentratorPlan plan(ConcentratorHost host, Concentrator concentrator) {
    var spec = concentrator.spec();
    long vni = required(spec.vni());
    int mtu = spec.mtu() == null ? DEFAULT_MTU : spec.mtu();
    return new ConcentratorPlan(
        concentrator.metadata().requireUid(),
        host.place(vni),
        new SubnetTunnel(vni, mtu, host.address()),
        inside(concentrator),
        new ConcentratorOutside(
            Ipv4Prefix.parse(required(spec.outsideAddress())),
            Ipv4Address.parse(required(spec.outsideGateway())),
            host.uplinkBridge(),
            mtu + SubnetTunnel.OVERHEAD_BYTES,
            host.closed()),
        members(spec),
        host.directory(vni));
  }

  private static ConcentratorInside inside(Concentrator concentrator) {
    var spec = concentrator.spec();
    var gateway = required(spec.gateway());
    var subnet = Ipv4Prefix.parse(required(spec.subnet()));
    var dns = spec.dns();
    return new ConcentratorInside(
        new Ipv4Prefix(Ipv4Address.parse(gateway.ip()), subnet.length()),
        MacAddress.parse(gateway.mac()),
        domain(concentrator, dns),
        dns == null ? List.of() : dns.nameServers().stream().map(Ipv4Address::parse).toList());
  }

  private static String domain(Concentrator concentrator, @Nullable Dns dns) {
    var domain = dns == null ? null : dns.domain();
    if (domain != null) {
      return domain;
    }
    var tenant = concentrator.metadata().namespace();
    return (tenant == null ? "tenant" : tenant) + ".internal";
  }

  private static List<ConcentratorMember> members(ConcentratorSpec spec) {
    Set<String> fenced = new HashSet<>(spec.fenced());
    return spec.members().stream().map(member -> member(member, fenced)).toList();
  }

  /// A member on a lost node keeps its lease and name, and nothing is sent to its node.
  private static ConcentratorMember member(NetworkMember member, Set<String> fenced) {
    var vtep = member.vtep();
    var forward = member.forward();
    return new ConcentratorMember(
        member.name(),
        MacAddress.parse(member.mac()),
        Ipv4Address.parse(member.ip()),
        vtep == null || fenced.contains(vtep) ? null : Ipv4Address.parse(vtep),
        forward == null || forward == 0 ? null : forward);
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("ConcentratorPlans: a field was not checked before use");
    }
    return value;
  }
}
