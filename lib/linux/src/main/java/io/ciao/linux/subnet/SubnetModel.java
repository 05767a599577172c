package io.ciao.linux.subnet;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.link.BridgePort;
import io.ciao.linux.link.FdbEntry;
import io.ciao.linux.link.Forwarding;
import io.ciao.linux.link.Link;
import io.ciao.linux.link.LinkKind;
import io.ciao.linux.link.NamespaceModel;
import io.ciao.linux.link.Neighbour;
import io.ciao.linux.link.TunnelEnd;
import io.ciao.linux.net.Ownership;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Says what the namespace of a subnet holds. Pure.
public final class SubnetModel {
  /// The bridge and the tunnel are alone in their namespace, so every subnet can use these names.
  public static final String BRIDGE = "br0";

  public static final String TUNNEL = "vx";

  /// Leads to the same subnet's other namespace on this node, the concentrator's or the instances'.
  /// No tunnel does: within a node the kernel hands a packet over with what it knows of its
  /// connection, and the other namespace's address translation does not see it.
  public static final String PATCH = "patch";

  private static final SortedMap<String, String> SYSCTLS =
      new TreeMap<>(
          Map.of(
              // A new namespace inherits what Docker or somebody else has set, so all is said.
              "net.ipv4.ip_forward", "0",
              "net.ipv6.conf.all.disable_ipv6", "0",
              "net.ipv6.conf.default.accept_ra", "0",
              "net.ipv6.conf.all.forwarding", "0",
              "net.bridge.bridge-nf-call-iptables", "1",
              "net.bridge.bridge-nf-call-ip6tables", "1",
              "net.bridge.bridge-nf-call-arptables", "0"));

  private SubnetModel() {}

  public static NamespaceModel of(SubnetPlan plan) {
    var links = new ArrayList<Link>();
    links.add(
        bridge(plan.tunnel(), MacAddress.ofBridge(plan.tunnel().vni()), mark(plan), List.of()));
    links.add(tunnel(plan.place(), plan.tunnel(), mark(plan), BridgePort.Flags.TUNNEL));
    var beside = plan.beside();
    if (beside != null) {
      links.add(
          patch(
              new LinkKind.Veth(
                  beside, patch(new LinkKind.VethEnd(), plan.tunnel(), BridgePort.Flags.HUB), null),
              plan.tunnel(),
              BridgePort.Flags.TUNNEL));
    }
    plan.ports().forEach(port -> links.add(link(plan, port)));
    return new NamespaceModel(
        plan.place().namespace(), SYSCTLS, links, null, forwarding(plan), SubnetRules.tables(plan));
  }

  private static String mark(SubnetPlan plan) {
    return Ownership.ofSubnet(plan.uid());
  }

  /// The bridge that every namespace of a subnet has, the concentrator's as well.
  public static Link bridge(
      SubnetTunnel tunnel, MacAddress mac, String alias, List<IpPrefix> addresses) {
    return new Link(BRIDGE, new LinkKind.Bridge(), mac, tunnel.mtu(), null, alias, addresses);
  }

  /// The tunnel that every namespace of a subnet has, the concentrator's as well.
  public static Link tunnel(
      SubnetPlace place, SubnetTunnel tunnel, String alias, BridgePort.Flags flags) {
    return new Link(
        TUNNEL,
        new LinkKind.Vxlan(
            tunnel.vni(), tunnel.local().port(), tunnel.local().address(), place.node()),
        null,
        tunnel.mtu(),
        new BridgePort(BRIDGE, flags),
        alias,
        List.of());
  }

  /// One end of the pair between a subnet's instances and its concentrator on the same node.
  public static Link patch(LinkKind kind, SubnetTunnel tunnel, BridgePort.Flags flags) {
    return new Link(
        PATCH,
        kind,
        null,
        tunnel.mtu(),
        new BridgePort(BRIDGE, flags),
        Ownership.ofPatch(tunnel.vni()),
        List.of());
  }

  private static Link link(SubnetPlan plan, SubnetPort port) {
    return new Link(
        port.linkName(),
        kind(plan, port),
        null,
        plan.tunnel().mtu(),
        new BridgePort(BRIDGE, BridgePort.Flags.INSTANCE),
        Ownership.ofPort(port.uid()),
        List.of());
  }

  private static LinkKind kind(SubnetPlan plan, SubnetPort port) {
    return switch (port.attachment()) {
      case SubnetPort.Attachment.Tap(var hypervisor) ->
          new LinkKind.Tap(plan.place().node(), hypervisor);
      case SubnetPort.Attachment.Veth veth ->
          new LinkKind.Veth(
              veth.namespace(),
              new Link(
                  veth.link(),
                  new LinkKind.VethEnd(),
                  port.mac(),
                  plan.tunnel().mtu(),
                  null,
                  Ownership.ofPort(port.uid()),
                  addresses(port, veth)),
              veth.gateway(),
              gateway6(port, veth));
    };
  }

  private static List<IpPrefix> addresses(SubnetPort port, SubnetPort.Attachment.Veth veth) {
    var addresses = new ArrayList<IpPrefix>();
    addresses.add(new Ipv4Prefix(port.address(), veth.prefixLength()));
    var address6 = port.address6();
    var gateway6 = veth.gateway6();
    if (address6 != null && gateway6 != null) {
      addresses.add(new Ipv6Prefix(address6, gateway6.length()));
    }
    return addresses;
  }

  /// Who has no address of the block does not reach its router.
  private static @Nullable Ipv6Address gateway6(SubnetPort port, SubnetPort.Attachment.Veth veth) {
    var gateway6 = veth.gateway6();
    return port.address6() == null || gateway6 == null ? null : gateway6.address();
  }

  private static Forwarding forwarding(SubnetPlan plan) {
    var local = new HashSet<MacAddress>();
    plan.ports().forEach(port -> local.add(port.mac()));
    var remote = new ArrayList<SubnetMember>();
    plan.remoteMembers().stream()
        .filter(member -> !local.contains(member.mac()))
        .forEach(remote::add);
    var entries = new ArrayList<FdbEntry>();
    var neighbours = new ArrayList<Neighbour>();
    var gateway = plan.gateway();
    if (gateway.address6() != null) {
      // Who was told of a router knows it by this one.
      neighbours.add(neighbour(gateway.mac().linkLocal(), gateway.mac()));
    }
    remote.add(gateway);
    if (plan.beside() != null) {
      // No tunnel leads to a concentrator of this node, whoever is reached through it.
      for (var member : remote) {
        if (member.end().equals(gateway.end())) {
          entries.add(new FdbEntry.OnBridge(member.mac(), PATCH));
          member.addresses().forEach(address -> neighbours.add(neighbour(address, member.mac())));
        }
      }
      remote.removeIf(member -> member.end().equals(gateway.end()));
    }
    remote(plan.tunnel().local(), remote, plan.floodEnds(), entries, neighbours);
    for (var port : plan.ports()) {
      entries.add(new FdbEntry.OnBridge(port.mac(), port.linkName()));
      neighbours.add(neighbour(port.address(), port.mac()));
      var address6 = port.address6();
      if (address6 != null) {
        neighbours.add(neighbour(address6, port.mac()));
      }
    }
    return Forwarding.of(entries, neighbours);
  }

  private static Neighbour neighbour(IpAddress address, MacAddress mac) {
    return new Neighbour(address, BRIDGE, mac);
  }

  /// Adds what leads to members behind the tunnel. Where a member's end is our own, the member is
  /// about to come or has just gone, and no entry is right.
  public static void remote(
      TunnelEnd local,
      List<SubnetMember> members,
      SortedSet<TunnelEnd> floodEnds,
      List<FdbEntry> entries,
      List<Neighbour> neighbours) {
    for (var member : members) {
      if (!member.end().equals(local)) {
        entries.add(new FdbEntry.OnBridge(member.mac(), TUNNEL));
        entries.add(new FdbEntry.OnTunnel(member.mac(), TUNNEL, member.end()));
        member.addresses().forEach(a -> neighbours.add(neighbour(a, member.mac())));
      }
    }
    for (var end : floodEnds) {
      if (!end.equals(local)) {
        entries.add(new FdbEntry.OnTunnel(MacAddress.ZERO, TUNNEL, end));
      }
    }
  }
}
