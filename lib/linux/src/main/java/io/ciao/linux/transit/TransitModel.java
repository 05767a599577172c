package io.ciao.linux.transit;

import io.ciao.basis.address.MacAddress;
import io.ciao.linux.link.BridgePort;
import io.ciao.linux.link.FdbEntry;
import io.ciao.linux.link.Forwarding;
import io.ciao.linux.link.Link;
import io.ciao.linux.link.LinkKind;
import io.ciao.linux.link.NamespaceModel;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.Ownership;
import io.ciao.linux.subnet.SubnetModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Says what a tenant's transit namespace holds. Pure.
///
/// A VNI exists once for each UDP port of a node, in whatever namespace its device is, so
/// concentrators of a tenant on one node share one. Nobody there asks for addresses, and nothing is
/// sent to all.
public final class TransitModel {
  private static final SortedMap<String, String> SYSCTLS =
      new TreeMap<>(
          Map.of(
              // A new namespace inherits what Docker or somebody else has set, so all is said.
              "net.ipv4.ip_forward", "0",
              "net.ipv6.conf.all.forwarding", "0",
              "net.bridge.bridge-nf-call-iptables", "0",
              "net.bridge.bridge-nf-call-ip6tables", "0",
              "net.bridge.bridge-nf-call-arptables", "0"));

  private TransitModel() {}

  public static NamespaceModel of(TransitPlan plan) {
    var vni = plan.tunnel().vni();
    var mark = Ownership.ofTransit(vni);
    var links = new ArrayList<Link>();
    links.add(SubnetModel.bridge(plan.tunnel(), MacAddress.ofBridge(vni), mark, List.of()));
    links.add(SubnetModel.tunnel(plan.place(), plan.tunnel(), mark, BridgePort.Flags.TUNNEL));
    plan.ports().forEach(port -> links.add(link(plan, port)));
    var entries = new ArrayList<FdbEntry>();
    var away = new HashSet<MacAddress>();
    plan.elsewhere().forEach(other -> away.add(other.mac()));
    for (var port : plan.ports()) {
      if (!away.contains(port.mac())) {
        entries.add(new FdbEntry.OnBridge(port.mac(), name(port)));
      }
    }
    for (var other : plan.elsewhere()) {
      entries.add(new FdbEntry.OnBridge(other.mac(), SubnetModel.TUNNEL));
      entries.add(new FdbEntry.OnTunnel(other.mac(), SubnetModel.TUNNEL, other.end()));
    }
    return new NamespaceModel(
        plan.place().namespace(),
        SYSCTLS,
        links,
        null,
        Forwarding.of(entries, List.of()),
        List.of());
  }

  private static Link link(TransitPlan plan, TransitPort port) {
    return new Link(
        name(port),
        new LinkKind.Veth(port.concentrator(), port.inside(new LinkKind.VethEnd()), null),
        null,
        plan.tunnel().mtu(),
        new BridgePort(SubnetModel.BRIDGE, BridgePort.Flags.INSTANCE),
        Ownership.ofTransit(port.vni()),
        List.of());
  }

  private static String name(TransitPort port) {
    return LinkNames.ofTransit(port.vni());
  }
}
