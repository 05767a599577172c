package io.ciao.launcher.network;

import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.NetworkMember;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.basis.address.Ipv6Subnet;
import io.ciao.basis.address.MacAddress;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.linux.link.TunnelEnd;
import io.ciao.linux.net.NamespaceNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetNamespace.Named;
import io.ciao.linux.subnet.PortPolicy;
import io.ciao.linux.subnet.SubnetMember;
import io.ciao.linux.subnet.SubnetPlace;
import io.ciao.linux.subnet.SubnetPlan;
import io.ciao.linux.subnet.SubnetPort;
import io.ciao.linux.subnet.SubnetPort.Attachment;
import io.ciao.linux.subnet.SubnetTunnel;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Makes the plan of one subnet on this node from its Concentrator and the ports here. Pure.
final class SubnetPlanner {
  private static final String LINK_INSIDE = "eth0";
  private static final String HUB = "hub";

  private SubnetPlanner() {}

  /// The plan. While nobody serves as gateway its end is given as our own, for which no entry is
  /// made: instances of the subnet reach each other all the same.
  ///
  /// @param tolerant see [SubnetPlan#tolerant]
  static SubnetPlan plan(
      Concentrator concentrator,
      NodePlace node,
      List<PortRequest> ports,
      SubnetGroups groups,
      boolean tolerant) {
    var spec = concentrator.spec();
    var policies = new PortPolicies(groups);
    return new SubnetPlan(
        concentrator.metadata().requireUid(),
        new SubnetPlace(
            NamespaceNames.ofSubnet(node.namespacePrefix(), spec.vni()), NetNamespace.CURRENT),
        new SubnetTunnel(spec.vni(), spec.mtu(), SubnetTunnel.ofNode(node.address())),
        gateway(concentrator, node),
        beside(concentrator, node),
        remoteMembers(concentrator, node),
        flood(concentrator, node),
        ports.stream().map(port -> port(spec, port, policies.of(port.uid(), spec))).toList(),
        policies.rules(),
        tolerant);
  }

  private static SubnetMember gateway(Concentrator concentrator, NodePlace node) {
    var gateway = concentrator.spec().gateway();
    var active = concentrator.status().active();
    return new SubnetMember(
        MacAddress.parse(gateway.mac()),
        Ipv4Address.parse(gateway.ip()),
        ipv6(gateway.ip6()),
        active == null
            ? SubnetTunnel.ofNode(node.address())
            : SubnetTunnel.ofConcentrator(Ipv4Address.parse(active.vtep())));
  }

  private static @Nullable Named beside(Concentrator concentrator, NodePlace node) {
    var active = concentrator.status().active();
    return active != null && Ipv4Address.parse(active.vtep()).equals(node.address())
        ? NamespaceNames.ofConcentrator(node.namespacePrefix(), concentrator.spec().vni())
        : null;
  }

  /// In a hub whoever is on another node is sought at the concentrator.
  private static List<SubnetMember> remoteMembers(Concentrator concentrator, NodePlace node) {
    var spec = concentrator.spec();
    var hub = HUB.equals(spec.topology()) ? gateway(concentrator, node).end() : null;
    var here = SubnetTunnel.ofNode(node.address());
    var members = new ArrayList<SubnetMember>();
    for (NetworkMember member : spec.members()) {
      var vtep = member.vtep();
      if (vtep != null && !spec.fenced().contains(vtep)) {
        var end = SubnetTunnel.ofNode(Ipv4Address.parse(vtep));
        members.add(
            new SubnetMember(
                MacAddress.parse(member.mac()),
                Ipv4Address.parse(member.ip()),
                ipv6(member.ip6()),
                hub == null || end.equals(here) ? end : hub));
      }
    }
    return members;
  }

  /// Broadcasts go to the gateway and, in a mesh, to every other node that has members.
  private static SortedSet<TunnelEnd> flood(Concentrator concentrator, NodePlace node) {
    var flood = new TreeSet<TunnelEnd>();
    remoteMembers(concentrator, node).forEach(member -> flood.add(member.end()));
    var active = concentrator.status().active();
    if (active != null) {
      flood.add(SubnetTunnel.ofConcentrator(Ipv4Address.parse(active.vtep())));
    }
    flood.removeIf(end -> end.address().equals(node.address()));
    return flood;
  }

  private static @Nullable Ipv6Address ipv6(@Nullable String address) {
    return address == null ? null : Ipv6Address.parse(address);
  }

  /// Without an IPv6 address while the subnet has no block, whatever the instance was given once.
  private static SubnetPort port(ConcentratorSpec spec, PortRequest request, PortPolicy policy) {
    return new SubnetPort(
        request.uid(),
        MacAddress.parse(request.nic().mac()),
        Ipv4Address.parse(request.nic().address()),
        spec.subnet6() == null ? null : ipv6(request.nic().address6()),
        policy,
        attachment(spec, request));
  }

  private static Attachment attachment(ConcentratorSpec spec, PortRequest request) {
    var nic = request.nic();
    return switch (request.target()) {
      case PortTarget.Tap tap -> new Attachment.Tap(tap.hypervisor());
      case PortTarget.NamespaceOf container ->
          new Attachment.Veth(
              new NetNamespace.OfProcess(container.process().pid()),
              LINK_INSIDE,
              nic.prefixLength(),
              Ipv4Address.parse(nic.gateway()),
              gateway6(spec));
      case PortTarget.Nowhere _ ->
          throw new IllegalArgumentException("a simulated instance has no port");
    };
  }

  private static @Nullable Ipv6Prefix gateway6(ConcentratorSpec spec) {
    var block = spec.subnet6();
    var address = ipv6(spec.gateway().ip6());
    return block == null || address == null
        ? null
        : new Ipv6Prefix(address, Ipv6Subnet.parse(block).prefixLength());
  }
}
