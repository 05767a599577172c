package io.ciao.linux.concentrator;

import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.announce.Announcer;
import io.ciao.linux.dnsmasq.DnsmasqHost;
import io.ciao.linux.dnsmasq.DnsmasqPlan;
import io.ciao.linux.dnsmasq.DnsmasqServer;
import io.ciao.linux.link.BridgePort;
import io.ciao.linux.link.FdbEntry;
import io.ciao.linux.link.Forwarding;
import io.ciao.linux.link.Link;
import io.ciao.linux.link.LinkKind;
import io.ciao.linux.link.NamespaceModel;
import io.ciao.linux.link.Neighbour;
import io.ciao.linux.link.RouteVia;
import io.ciao.linux.link.TunnelEnd;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.Ownership;
import io.ciao.linux.subnet.SubnetMember;
import io.ciao.linux.subnet.SubnetModel;
import io.ciao.linux.subnet.SubnetTunnel;
import io.ciao.linux.transit.TransitPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Says what a concentrator's namespace holds and what its dnsmasq serves. Pure.
public final class ConcentratorModel {
  /// The interface towards the outside.
  public static final String UPLINK = "up0";

  private static final int HOST_BITS = 32;

  private static final SortedMap<String, String> SYSCTLS =
      new TreeMap<>(
          Map.ofEntries(
              // A new namespace inherits what Docker or somebody else has set, so all is said.
              Map.entry("net.ipv4.ip_forward", "1"),
              Map.entry("net.ipv4.conf.all.rp_filter", "0"),
              Map.entry("net.ipv4.conf.default.rp_filter", "0"),
              Map.entry("net.ipv4.conf.all.send_redirects", "0"),
              Map.entry("net.ipv4.conf.default.send_redirects", "0"),
              Map.entry("net.ipv6.conf.all.forwarding", "1"),
              Map.entry("net.ipv6.conf.default.accept_ra", "0"),
              Map.entry("net.bridge.bridge-nf-call-iptables", "0"),
              Map.entry("net.bridge.bridge-nf-call-ip6tables", "0"),
              Map.entry("net.bridge.bridge-nf-call-arptables", "0")));

  private ConcentratorModel() {}

  public static NamespaceModel of(ConcentratorPlan plan) {
    var mark = Ownership.ofConcentrator(plan.uid());
    var inside = plan.inside();
    var outwards = plan.reach() == Reach.OUTSIDE;
    var hub = BridgePort.Flags.HUB;
    var links = new ArrayList<Link>();
    links.add(SubnetModel.bridge(plan.tunnel(), inside.mac(), mark, inside.addresses()));
    links.add(SubnetModel.tunnel(plan.place(), plan.tunnel(), mark, hub));
    links.add(SubnetModel.patch(new LinkKind.FarEnd(), plan.tunnel(), hub));
    if (outwards) {
      links.add(uplink(plan, mark));
    }
    var transit = plan.transit();
    if (transit != null) {
      links.add(transit.port().inside(new LinkKind.FarEnd()));
    }
    return new NamespaceModel(
        plan.place().namespace(),
        SYSCTLS,
        links,
        outwards ? plan.outside().gateway() : null,
        forwarding(plan),
        ConcentratorRules.tables(plan));
  }

  public static DnsmasqPlan dnsmasq(ConcentratorPlan plan) {
    var inside = plan.inside();
    return new DnsmasqPlan(
        plan.place().namespace(),
        plan.directory(),
        new DnsmasqServer(
            SubnetModel.BRIDGE,
            inside.gateway(),
            inside.gateway6(),
            plan.tunnel().mtu(),
            inside.domain(),
            inside.upstream()),
        plan.members().stream()
            .map(
                member ->
                    new DnsmasqHost(member.mac(), member.address(), member.name(), member.six()))
            .toList(),
        Optional.ofNullable(plan.transit()).map(ConcentratorTransit::names).orElse(List.of()));
  }

  private static Link uplink(ConcentratorPlan plan, String mark) {
    var outside = plan.outside();
    var peer =
        new Link(
            LinkNames.ofUplink(plan.tunnel().vni()),
            new LinkKind.VethEnd(),
            MacAddress.ofUplinkPort(outside.address().address()),
            outside.mtu(),
            new BridgePort(outside.bridge(), BridgePort.Flags.ORDINARY),
            mark,
            List.of());
    return new Link(
        UPLINK,
        new LinkKind.Veth(plan.place().node(), peer, null),
        MacAddress.ofOutside(outside.address().address()),
        outside.mtu(),
        null,
        mark,
        uplinkAddresses(plan));
  }

  private static List<IpPrefix> uplinkAddresses(ConcentratorPlan plan) {
    var addresses = new ArrayList<IpPrefix>(List.of(plan.outside().address()));
    plan.answered().stream()
        .skip(1)
        .forEach(address -> addresses.add(new Ipv4Prefix(address, HOST_BITS)));
    return addresses;
  }

  /// What it says on the outside network of itself.
  static Announcer.Wish announcement(ConcentratorPlan plan) {
    return new Announcer.Wish(
        plan.place().namespace(),
        UPLINK,
        MacAddress.ofOutside(plan.outside().address().address()),
        plan.answered());
  }

  private static Forwarding forwarding(ConcentratorPlan plan) {
    var remote = new ArrayList<SubnetMember>();
    var nodes = new TreeSet<TunnelEnd>();
    var entries = new ArrayList<FdbEntry>();
    var neighbours = new ArrayList<Neighbour>();
    for (var member : plan.members()) {
      var vtep = member.vtep();
      var six = member.six();
      if (plan.tunnel().local().address().equals(vtep)) {
        entries.add(new FdbEntry.OnBridge(member.mac(), SubnetModel.PATCH));
        neighbours.add(new Neighbour(member.address(), SubnetModel.BRIDGE, member.mac()));
        if (six != null) {
          neighbours.add(new Neighbour(six.address(), SubnetModel.BRIDGE, member.mac()));
        }
      } else if (vtep != null) {
        var end = SubnetTunnel.ofNode(vtep);
        var address6 = six == null ? null : six.address();
        remote.add(new SubnetMember(member.mac(), member.address(), address6, end));
        if (plan.reach() != Reach.NOWHERE) {
          nodes.add(end);
        }
      }
    }
    SubnetModel.remote(plan.tunnel().local(), remote, nodes, entries, neighbours);
    var routes = new ArrayList<RouteVia>();
    var transit = plan.transit();
    if (transit != null) {
      for (var peer : transit.peers()) {
        neighbours.add(new Neighbour(peer.address(), TransitPort.LINK, peer.mac()));
        routes.add(new RouteVia(peer.subnet(), peer.address(), TransitPort.LINK));
      }
    }
    return Forwarding.of(entries, neighbours, routes);
  }
}
